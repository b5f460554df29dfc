import { useEffect, useRef } from 'react';
import type { SessionHandle } from '../../sdk/index.ts';
import { useReadable, useRoom } from '../../sdk/react/index.ts';
import type { Writable } from '../../sdk/readable.ts';
import { overAfter, type PhaseOver } from './phase-over.ts';

/** Keeps what is over, and whether somebody has come to look or has done anything on the page since. */
export function usePhaseOver(session: SessionHandle, over: Writable<PhaseOver | null>): void {
  const timer = useRoom(session, (room) => room.timer);
  const before = useRef(timer);
  useEffect(() => {
    const was = before.current;
    before.current = timer;
    if (was && timer && was !== timer) over.set(overAfter(was, timer, session.serverNow(), over.getSnapshot()));
  }, [session, over, timer]);

  const unseen = useReadable(over)?.looked === false;
  useEffect(() => {
    if (!unseen) return undefined;
    const look = () => {
      const now = over.getSnapshot();
      if (now && document.visibilityState === 'visible') over.set({ ...now, looked: true });
    };
    const events = ['visibilitychange', 'pointerdown', 'keydown'] as const;
    for (const event of events) document.addEventListener(event, look, true);
    return () => {
      for (const event of events) document.removeEventListener(event, look, true);
    };
  }, [over, unseen]);
}
