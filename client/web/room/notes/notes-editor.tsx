import { Collaboration } from '@tiptap/extension-collaboration';
import { EditorContent, useEditor, useEditorState } from '@tiptap/react';
import { useEffect, useId } from 'react';
import { t } from '../../strings/index.ts';
import type { SurfaceProps } from '../documents/document-stage.tsx';
import { carets } from './carets.ts';
import { notesContent } from './extensions.ts';
import classes from './notes-editor.module.css';
import { NotesMenu } from './notes-menu.tsx';
import paper from './notes-paper.module.css';
import { Toolbar } from './toolbar.tsx';

/** The editor on one document, with where the others are in it. */
export function NotesEditor({ replica: { doc, awareness }, writable }: SurfaceProps) {
  const wayOut = useId();
  const editor = useEditor({
    extensions: [
      ...notesContent,
      Collaboration.configure({ fragment: doc.getXmlFragment('notes') }),
      carets(awareness),
    ],
    editable: writable,
    // The policy of the page lets no style elements in; ours are in the style sheet.
    injectCSS: false,
    shouldRerenderOnTransaction: false,
    editorProps: {
      attributes: {
        'data-testid': 'notes-editor',
        'aria-label': t.notes.editor,
        'aria-describedby': wayOut,
        'aria-multiline': 'true',
        role: 'textbox',
        'aria-placeholder': t.notes.placeholder,
      },
      // Tab is the list's and the table's: this is the way out.
      handleKeyDown(view, event) {
        if (event.key !== 'Escape') return false;
        view.dom.closest<HTMLElement>('[data-view]')?.focus();
        return true;
      },
    },
  });
  const isEmpty = useEditorState({ editor, selector: ({ editor: { isEmpty: empty } }) => empty });
  useEffect(() => {
    if (editor.isEditable !== writable) editor.setEditable(writable, false);
  }, [editor, writable]);

  return (
    <div className={classes.editor}>
      <div className={classes.bar}>
        {writable ? <Toolbar editor={editor} /> : <span />}
        <NotesMenu writable={writable} />
      </div>
      <div className={classes.scroll}>
        {isEmpty && (
          <p className={classes.placeholder} aria-hidden="true">
            {t.notes.placeholder}
          </p>
        )}
        <p id={wayOut} hidden>
          {t.notes.wayOut}
        </p>
        <EditorContent editor={editor} className={`${paper.paper} ${classes.page}`} />
      </div>
    </div>
  );
}
