import { useState } from 'react';
import { useSelected } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { DocumentNotice } from '../documents/document-notice.tsx';
import { useLock } from '../documents/use-lock.ts';
import { useRoomDocument } from '../documents/use-room-document.ts';
import { mayWrite } from '../documents/writable.ts';
import { StagePending } from '../stage/stage-pending.tsx';
import { NotesEditor } from './notes-editor.tsx';
import classes from './notes-stage.module.css';
import { NotesStray } from './notes-stray.tsx';

/** The shared notes of the room. */
export default function NotesStage() {
  const { handle, state, replica } = useRoomDocument('notes');
  const stray = useSelected(handle?.stray ?? null, (doc) => doc);
  const { shut } = useLock('NOTES');
  const [showsStray, setShowsStray] = useState(false);
  return (
    <section className={classes.notes} aria-label={t.notes.title}>
      <DocumentNotice
        state={state}
        shut={shut}
        stray={stray !== null}
        onShowStray={() => setShowsStray(true)}
        onDiscardStray={() => handle?.discardStray()}
      />
      {replica ? (
        // Another replica is another document: the editor binds anew.
        <NotesEditor key={replica.doc.guid} replica={replica} writable={mayWrite(state) && !shut} />
      ) : (
        state.kind !== 'ended' && <StagePending />
      )}
      {stray && showsStray && <NotesStray doc={stray} onClose={() => setShowsStray(false)} />}
    </section>
  );
}
