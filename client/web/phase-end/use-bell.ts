import { useEffect, useEffectEvent, useRef } from 'react';
import type { Phase } from '../../../server/protocol/room.ts';
import type { SessionHandle } from '../../sdk/index.ts';
import { useRoom } from '../../sdk/react/index.ts';
import { t } from '../strings/index.ts';
import { bellPreferences } from './bell-preferences.ts';
import { ring, wakeBell } from './bell.ts';
import { deadline, ticker } from './deadline.ts';
import { showNotice } from './notice.ts';

/** A phase that ended longer ago than this is history when it is heard of. */
const tooLateMs = 60_000;
/** The server's word usually comes first; the page's own clock speaks when it does not. */
const graceMs = 400;

/** Rings once a phase: when the server says that it is over, or, while it cannot be heard, when it must be. */
export function useBell(session: SessionHandle): void {
  const timer = useRoom(session, (room) => room.timer);
  const rung = useRef(0);

  const end = useEffectEvent((phase: Phase, endsAt: number, next: Phase | null) => {
    if (rung.current >= endsAt || session.serverNow() - endsAt > tooLateMs) return;
    rung.current = endsAt;
    const { bell, volume, notices } = bellPreferences.getSnapshot();
    void ring(bell, volume);
    if (!notices || document.visibilityState === 'visible') return;
    const body = next === null ? '' : t.bell.noticeNext(t.phases[next]);
    void showNotice(t.bell.noticeTitle(t.phases[phase]), body, location.pathname);
  });

  useEffect(
    () =>
      session.onCommit(({ events }) => {
        for (const event of events) {
          if (event.type === 'timer.phaseCompleted') end(event.phase, event.endsAt, event.next?.phase ?? null);
        }
      }),
    [session],
  );

  useEffect(() => {
    if (timer?.status !== 'RUNNING' || timer.endsAt === null) return undefined;
    const { phase, endsAt } = timer;
    return deadline(Math.max(0, endsAt - session.serverNow()) + graceMs, () => end(phase, endsAt, null));
  }, [session, timer]);

  useEffect(() => {
    ticker();
    // A finger that only touches does not count for a browser; and what was taken away meanwhile is asked for again.
    const events = ['click', 'keydown'] as const;
    for (const event of events) document.addEventListener(event, wakeBell, true);
    return () => {
      for (const event of events) document.removeEventListener(event, wakeBell, true);
    };
  }, []);
}
