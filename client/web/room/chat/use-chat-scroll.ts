import { useCallback, useEffect, useLayoutEffect, useRef, useState, type UIEvent } from 'react';
import type { ChatEntry } from '../../../sdk/index.ts';

/** Nearer to the end than this counts as being there. */
const nearPx = 80;

/**
 * Keeps the newest message in view for who is at the end, and the message one reads where it is for who is not: also when
 * earlier ones are put above it. `away`: something came below that has not been seen.
 */
export function useChatScroll(entries: readonly ChatEntry[], selfId: string) {
  const [box, setBox] = useState<HTMLElement | null>(null);
  const [away, setAway] = useState(false);
  const atEnd = useRef(true);
  const before = useRef<Extent>({ first: undefined, last: undefined, height: 0 });

  useLayoutEffect(() => {
    if (!box) return;
    const was = before.current;
    const now = extentOf(box, entries);
    before.current = now;
    const came = now.last !== was.last;
    if (came && entries.at(-1)?.message.authorId === selfId) atEnd.current = true;
    if (atEnd.current) box.scrollTo({ top: box.scrollHeight });
    else if (now.first !== was.first) box.scrollBy({ top: now.height - was.height });
    if (came && !atEnd.current) setAway(true);
  }, [box, entries, selfId]);

  // The field below grows with what is typed, and a keyboard comes up on a phone: the end stays in view.
  useEffect(() => {
    if (!box) return undefined;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) box.scrollTo({ top: box.scrollHeight });
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, [box]);

  const onScroll = useCallback(({ currentTarget }: UIEvent<HTMLElement>) => {
    const { scrollHeight, scrollTop, clientHeight } = currentTarget;
    atEnd.current = scrollHeight - scrollTop - clientHeight < nearPx;
    if (atEnd.current) setAway(false);
  }, []);
  const toEnd = useCallback(() => box?.scrollTo({ top: box.scrollHeight }), [box]);

  return { setBox, away, onScroll, toEnd };
}

interface Extent {
  readonly first: string | undefined;
  readonly last: string | undefined;
  readonly height: number;
}

const extentOf = (box: HTMLElement, entries: readonly ChatEntry[]): Extent => ({
  first: entries[0]?.message.id,
  last: entries.at(-1)?.message.id,
  height: box.scrollHeight,
});
