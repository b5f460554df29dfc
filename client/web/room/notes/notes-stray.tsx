import { Collaboration } from '@tiptap/extension-collaboration';
import { EditorContent, useEditor } from '@tiptap/react';
import type { Doc } from 'yjs';
import { t } from '../../strings/index.ts';
import { notesContent } from './extensions.ts';
import classes from './notes-paper.module.css';

/** Notes that could not be merged. */
export function NotesStray({ doc }: { doc: Doc }) {
  const editor = useEditor({
    extensions: [...notesContent, Collaboration.configure({ fragment: doc.getXmlFragment('notes') })],
    editable: false,
    injectCSS: false,
    editorProps: { attributes: { 'aria-label': t.documents.strayTitle, role: 'document' } },
  });
  return <EditorContent editor={editor} className={classes.paper} />;
}
