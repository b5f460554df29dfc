import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { EditorContent, useEditor } from '@tiptap/react';
import { client } from '../../app/client.ts';
import { valueOf } from '../../app/queries.ts';
import { t } from '../../strings/index.ts';
import { HistoryDialog } from '../documents/history-dialog.tsx';
import { useHere } from '../room-context.ts';
import { notesContent } from './extensions.ts';
import classes from './notes-paper.module.css';

interface NotesHistoryProps {
  readonly writable: boolean;
  readonly onClose: () => void;
}

export default function NotesHistory({ writable, onClose }: NotesHistoryProps) {
  return (
    <HistoryDialog
      kind="notes"
      formats={['markdown', 'html']}
      writable={writable}
      Preview={NotesVersion}
      onClose={onClose}
    />
  );
}

function NotesVersion({ version }: { version: string }) {
  const { sessionId } = useHere();
  const { data } = useQuery({
    queryKey: ['version', sessionId, 'notes', version],
    queryFn: () => valueOf(client.api.documents.export(sessionId, 'html', version)),
    // What was does not change.
    staleTime: Infinity,
  });
  // HTML ends a block of code with a line of its own.
  return data ? (
    <Paper html={data.content.replaceAll('\n</code></pre>', '</code></pre>')} />
  ) : (
    <Skeleton height={160} role="status" aria-label={t.common.loading} />
  );
}

const asItWas = { attributes: { 'aria-label': t.notes.asItWas, role: 'document' } };

/** Read by the editor's own schema, so that nothing is shown that could not be written. */
function Paper({ html }: { html: string }) {
  const editor = useEditor({
    extensions: notesContent,
    content: html,
    editable: false,
    injectCSS: false,
    editorProps: asItWas,
  });
  return <EditorContent editor={editor} className={classes.paper} />;
}
