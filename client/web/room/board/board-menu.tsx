import { MainMenu } from '@excalidraw/excalidraw';
import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import { IconDownload, IconHistory, IconLock, IconLockOpen } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { createPortal } from 'react-dom';
import { useRoom } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { useLock } from '../documents/use-lock.ts';
import { useHere } from '../room-context.ts';
import { boardFormats, exportBoard } from './exports.ts';

const BoardHistory = lazy(() => import('./board-history.tsx'));

interface BoardMenuProps {
  readonly api: ExcalidrawImperativeAPI | null;
  readonly writable: boolean;
}

/** Excalidraw's menu, with what is ours in it. */
export function BoardMenu({ api, writable }: BoardMenuProps) {
  const { session } = useHere();
  const title = useRoom(session, (room) => room.title) ?? t.board.title;
  const lock = useLock('WHITEBOARD');
  const [history, setHistory] = useState(false);
  return (
    <>
      <MainMenu>
        <MainMenu.Item icon={<IconHistory />} onSelect={() => setHistory(true)}>
          {t.documents.history}
        </MainMenu.Item>
        {boardFormats.map((format) => (
          <MainMenu.Item
            key={format}
            icon={<IconDownload />}
            onSelect={() => {
              if (api) void exportBoard(api, format, title);
            }}
          >
            {t.documents.exports[format]}
          </MainMenu.Item>
        ))}
        {lock.toggle && (
          <MainMenu.Item icon={lock.locked ? <IconLockOpen /> : <IconLock />} onSelect={lock.toggle}>
            {lock.locked ? t.documents.unlock : t.documents.lock}
          </MainMenu.Item>
        )}
        <MainMenu.DefaultItems.SearchMenu />
        {writable && <MainMenu.DefaultItems.ClearCanvas />}
        <MainMenu.DefaultItems.Help />
      </MainMenu>
      {history &&
        createPortal(
          <Suspense fallback={null}>
            <BoardHistory writable={writable} onClose={() => setHistory(false)} />
          </Suspense>,
          document.body,
        )}
    </>
  );
}
