import { MainMenu } from '@excalidraw/excalidraw';
import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import { IconDownload, IconHistory, IconLock, IconLockOpen } from '@tabler/icons-react';
import { useRoom } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { useLock } from '../documents/use-lock.ts';
import { useHere } from '../room-context.ts';
import { boardFormats, exportBoard } from './exports.ts';

interface BoardMenuProps {
  readonly api: ExcalidrawImperativeAPI | null;
  readonly writable: boolean;
  readonly onHistory: () => void;
}

/** Excalidraw's menu, with what is ours in it. */
export function BoardMenu({ api, writable, onHistory }: BoardMenuProps) {
  const { session } = useHere();
  const title = useRoom(session, (room) => room.title) ?? t.board.title;
  const lock = useLock('WHITEBOARD');
  return (
    <MainMenu>
      <MainMenu.Item icon={<IconHistory />} onSelect={onHistory}>
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
  );
}
