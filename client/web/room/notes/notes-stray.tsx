import { Modal, Text } from '@mantine/core';
import { Collaboration } from '@tiptap/extension-collaboration';
import { EditorContent, useEditor } from '@tiptap/react';
import type { Doc } from 'yjs';
import { t } from '../../strings/index.ts';
import { notesContent } from './extensions.ts';
import classes from './notes-paper.module.css';

/** What could not be merged, to copy from. */
export function NotesStray({ doc, onClose }: { doc: Doc; onClose: () => void }) {
  const editor = useEditor({
    extensions: [...notesContent, Collaboration.configure({ fragment: doc.getXmlFragment('notes') })],
    editable: false,
    injectCSS: false,
    editorProps: { attributes: { 'aria-label': t.documents.strayTitle, 'aria-readonly': 'true' } },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t.documents.strayTitle}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      <Text size="sm" c="dimmed" mb="sm">
        {t.documents.strayHint}
      </Text>
      <EditorContent editor={editor} className={classes.paper} />
    </Modal>
  );
}
