import { useState } from 'react';
import { useSelected } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { DocumentNotice } from '../documents/document-notice.tsx';
import { useLock } from '../documents/use-lock.ts';
import { useRoomDocument } from '../documents/use-room-document.ts';
import { mayWrite } from '../documents/writable.ts';
import { StagePending } from '../stage/stage-pending.tsx';
import { BoardCanvas } from './board-canvas.tsx';
import { BoardOutline } from './board-outline.tsx';
import classes from './board-stage.module.css';
import { BoardStray } from './board-stray.tsx';

/** The shared board of the room. */
export default function BoardStage() {
  const { handle, state, replica } = useRoomDocument('whiteboard');
  const stray = useSelected(handle?.stray ?? null, (doc) => doc);
  const { shut } = useLock('WHITEBOARD');
  const [showsStray, setShowsStray] = useState(false);
  return (
    <section className={classes.board} aria-label={t.board.title}>
      <DocumentNotice
        state={state}
        shut={shut}
        stray={stray !== null}
        onShowStray={() => setShowsStray(true)}
        onDiscardStray={() => handle?.discardStray()}
      />
      {replica ? (
        <>
          {/* Another replica is another document: the canvas binds anew. */}
          <BoardCanvas
            key={replica.doc.guid}
            replica={replica}
            writable={mayWrite(state) && !shut}
            connected={state.kind === 'saved' || state.kind === 'saving' || state.kind === 'readOnly'}
          />
          <BoardOutline doc={replica.doc} />
        </>
      ) : (
        state.kind !== 'ended' && <StagePending />
      )}
      {stray && showsStray && <BoardStray doc={stray} onClose={() => setShowsStray(false)} />}
    </section>
  );
}
