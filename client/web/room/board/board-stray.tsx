import { useMemo } from 'react';
import type { Doc } from 'yjs';
import { BoardPicture } from './board-picture.tsx';
import classes from './board-stray.module.css';
import { elementsIn } from './elements.ts';

/** A board that could not be merged. */
export function BoardStray({ doc }: { doc: Doc }) {
  const elements = useMemo(() => elementsIn(doc), [doc]);
  return (
    <div className={classes.stray}>
      <BoardPicture elements={elements} doc={doc} />
    </div>
  );
}
