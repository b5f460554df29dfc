import { VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Doc } from 'yjs';
import { t } from '../../strings/index.ts';
import { elementsIn } from './elements.ts';
import { outlineOf, type Outlined } from './outline.ts';

/** A reader follows at leisure; drawing is not held up. */
const everyMs = 1_000;

/** What is on the board, for whoever does not see it. */
export function BoardOutline({ doc }: { doc: Doc }) {
  const [outline, setOutline] = useState<readonly Outlined[]>(() => outlineIn(doc));
  useEffect(() => {
    const map = doc.getMap('elements');
    let timer: ReturnType<typeof setTimeout> | undefined;
    const changed = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setOutline(outlineIn(doc));
      }, everyMs);
    };
    map.observe(changed);
    return () => {
      clearTimeout(timer);
      map.unobserve(changed);
    };
  }, [doc]);

  return (
    <VisuallyHidden>
      <h2 id="board-outline">{t.board.outline}</h2>
      {outline.length === 0 ? (
        <p>{t.board.empty}</p>
      ) : (
        <ul aria-labelledby="board-outline">
          {outline.map((one) => (
            <li key={one.id}>{inWords(one)}</li>
          ))}
        </ul>
      )}
    </VisuallyHidden>
  );
}

const outlineIn = (doc: Doc): readonly Outlined[] => outlineOf(elementsIn(doc));

function inWords({ type, words, from, to }: Outlined): string {
  const named = words === '' ? t.board.types[type] : t.board.named(t.board.types[type], words);
  return from === null && to === null ? named : t.board.leads(named, from, to);
}
