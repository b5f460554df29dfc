import { t } from '../../strings/index.ts';
import { DocumentStage, type SurfaceProps } from '../documents/document-stage.tsx';
import { BoardCanvas } from './board-canvas.tsx';
import { BoardOutline } from './board-outline.tsx';
import { BoardStray } from './board-stray.tsx';

/** The shared board of the room. */
export default function BoardStage() {
  return (
    <DocumentStage kind="whiteboard" tool="WHITEBOARD" title={t.board.title} Surface={Board} Picture={BoardStray} />
  );
}

function Board(props: SurfaceProps) {
  return (
    <>
      <BoardCanvas {...props} />
      <BoardOutline doc={props.replica.doc} />
    </>
  );
}
