import { t } from '../../strings/index.ts';
import { DocumentStage } from '../documents/document-stage.tsx';
import { NotesEditor } from './notes-editor.tsx';
import { NotesStray } from './notes-stray.tsx';

/** The shared notes of the room. */
export default function NotesStage() {
  return <DocumentStage kind="notes" tool="NOTES" title={t.notes.title} Surface={NotesEditor} Picture={NotesStray} />;
}
