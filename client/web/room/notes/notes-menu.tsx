import { ActionIcon, Menu } from '@mantine/core';
import { IconDotsVertical, IconDownload, IconHistory, IconLock, IconLockOpen, IconUpload } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { client } from '../../app/client.ts';
import { t } from '../../strings/index.ts';
import { say, sayRefusal } from '../../ui/toast.ts';
import { useLock } from '../documents/use-lock.ts';
import { useExport } from '../documents/use-export.ts';
import { useHere } from '../room-context.ts';

const NotesHistory = lazy(() => import('./notes-history.tsx'));
const formats = ['markdown', 'html'] as const;
/** As much as the server takes at once. */
const mostCharacters = 200_000;

/** What is done with the notes as a whole. */
export function NotesMenu({ writable }: { writable: boolean }) {
  const { sessionId } = useHere();
  const [history, setHistory] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const exported = useExport();
  const lock = useLock('NOTES');

  async function take(chosen: File): Promise<void> {
    const content = await chosen.text();
    if (content.length > mostCharacters) return say(t.notes.importLarge, { failed: true });
    const answer = await client.api.documents.importMarkdown(sessionId, content);
    if (answer.ok) say(t.notes.imported);
    else sayRefusal(answer.refusal);
  }

  return (
    <>
      <Menu position="bottom-end" shadow="md" width={220}>
        <Menu.Target>
          <ActionIcon variant="subtle" size={44} aria-label={t.documents.actions}>
            <IconDotsVertical size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconHistory size={18} />} onClick={() => setHistory(true)}>
            {t.documents.history}
          </Menu.Item>
          {formats.map((format) => (
            <Menu.Item key={format} leftSection={<IconDownload size={18} />} onClick={() => void exported(format)}>
              {t.documents.exports[format]}
            </Menu.Item>
          ))}
          {writable && (
            <Menu.Item leftSection={<IconUpload size={18} />} onClick={() => file.current?.click()}>
              {t.notes.import}
            </Menu.Item>
          )}
          {lock.toggle && (
            <Menu.Item
              leftSection={lock.locked ? <IconLockOpen size={18} /> : <IconLock size={18} />}
              onClick={lock.toggle}
            >
              {lock.locked ? t.documents.unlock : t.documents.lock}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <input
        ref={file}
        type="file"
        accept=".md,.markdown,.txt,text/markdown,text/plain"
        hidden
        data-testid="notes-import"
        onChange={(event) => {
          const [chosen] = event.currentTarget.files ?? [];
          event.currentTarget.value = '';
          if (chosen) void take(chosen);
        }}
      />
      <Suspense fallback={null}>
        {history && <NotesHistory writable={writable} onClose={() => setHistory(false)} />}
      </Suspense>
    </>
  );
}
