import { useEffect, useMemo, useReducer } from 'react';
import type { ArgsOf } from '../../../server/protocol/commands.ts';
import type { Phase, TimerState } from '../../../server/protocol/room.ts';
import { forbids } from '../../../server/domain/policy.ts';
import type { SessionHandle } from '../session/session-handle.ts';
import { isVisible, onVisibility } from '../surroundings.ts';
import { whenThere } from './when-there.ts';
import { useRoom, useSelf } from './use-room.ts';

/** Past the boundary by this much: a timer that fires a little early would show the old second once more. */
const pastMs = 8;

/** What the timer shows, rendered anew on each whole second while the page is visible, and at once when it is shown. */
export function useTimer(session: SessionHandle | null) {
  const timer = useRoom(session, (room) => room.timer);
  const self = useSelf(session);
  const mayConfigure = useRoom(session, (room) => self !== null && !forbids(room, self.userId, 'timer:configure'));
  const mayRun = useRoom(session, (room) => self !== null && !forbids(room, self.userId, 'timer:start'));
  const actions = useMemo(() => timerActions(session), [session]);
  useSeconds(session, timer);

  if (!session || !timer) return null;
  const remainingMs = session.remainingMs();
  const elapsedMs = session.elapsedMs();
  const wholeMs = remainingMs === null ? null : elapsedMs + remainingMs;
  return {
    timer,
    remainingMs,
    elapsedMs,
    /** From 0 to 1; null for a stopwatch. */
    progress: wholeMs === null ? null : wholeMs === 0 ? 1 : elapsedMs / wholeMs,
    /** Whether this person works the timer: all of it, and the running commands too once the session has started. */
    mayControl: mayConfigure === true,
    mayRun: mayRun === true,
    ...actions,
  };
}

function timerActions(session: SessionHandle | null) {
  const { send } = whenThere(session);
  return {
    start: (phase?: Phase) => send('timer:start', phase === undefined ? {} : { phase }),
    pause: () => send('timer:pause', {}),
    resume: () => send('timer:resume', {}),
    skip: () => send('timer:skip', {}),
    reset: () => send('timer:reset', {}),
    configure: (config: ArgsOf<'timer:configure'>['config']) => send('timer:configure', { config }),
  };
}

/** Renders when the shown second changes. Nothing runs while nobody looks, or while the timer stands still. */
function useSeconds(session: SessionHandle | null, timer: TimerState | null): void {
  const [, render] = useReducer((count: number) => count + 1, 0);

  useEffect(() => {
    if (!session || timer?.status !== 'RUNNING') return;
    let timeout: ReturnType<typeof setTimeout> | undefined;
    const wait = () => {
      clearTimeout(timeout);
      if (!isVisible()) return;
      timeout = setTimeout(() => {
        render();
        wait();
      }, untilNextSecond(session));
    };
    const stop = onVisibility(() => {
      if (isVisible()) render();
      wait();
    });
    wait();
    return () => {
      stop();
      clearTimeout(timeout);
    };
  }, [session, timer]);
}

function untilNextSecond(session: SessionHandle): number {
  const remainingMs = session.remainingMs();
  const left = remainingMs === null ? 1_000 - (session.elapsedMs() % 1_000) : remainingMs % 1_000 || 1_000;
  return left + pastMs;
}
