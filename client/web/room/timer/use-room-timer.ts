import { useCallback } from 'react';
import { useReadable, useRoom, useTimer } from '../../../sdk/react/index.ts';
import { clockFace } from '../../format/duration.ts';
import { t } from '../../strings/index.ts';
import { toneOf, type PhaseTone } from '../../theme/phase.ts';
import { useCommand } from '../hooks/use-command.ts';
import { useMayHost } from '../hooks/use-role.ts';
import { useHere } from '../room-context.ts';

/** The timer as the room shows it: its face, its phase in words and colour. Null where there is none. */
export function useTimerFace() {
  const { session, over } = useHere();
  const timer = useTimer(session);
  const last = useReadable(over)?.phase;
  const enabled = useRoom(session, (room) => room.settings.enabledTools.includes('TIMER'));
  if (!timer || !enabled) return null;
  const { remainingMs, elapsedMs, progress } = timer;
  const { status, phase } = timer.timer;
  const tone: PhaseTone = status === 'RUNNING' ? toneOf(phase) : 'idle';
  return {
    face: remainingMs === null ? clockFace(elapsedMs, 'up') : clockFace(remainingMs, 'down'),
    phase: t.phases[phase],
    /** What is over while nothing new has begun, for whoever missed the bell. */
    over: last ? t.bell.noticeTitle(t.phases[last]) : null,
    /** The phase's colour while it runs. */
    tone,
    phaseTone: toneOf(phase),
    status,
    progress: status === 'IDLE' ? 0 : (progress ?? 0),
  };
}

/** What this person may do with the timer now. Starting it starts a session that has not begun: one obvious action. */
export function useTimerActions() {
  const { session } = useHere();
  const command = useCommand();
  const timer = useRoom(session, (room) => room.timer);
  const scheduled = useRoom(session, (room) => room.status) === 'SCHEDULED';
  const mayHost = useMayHost();
  const mayControl = mayHost || timer?.config.control === 'EVERYONE';

  const start = useCallback(async () => {
    if (scheduled && !(await command('session:start', {}))) return;
    await command('timer:start', {});
  }, [command, scheduled]);
  const next = {
    IDLE: { label: t.timer.start, press: () => void start() },
    RUNNING: { label: t.timer.pause, press: () => void command('timer:pause', {}) },
    PAUSED: { label: t.timer.resume, press: () => void command('timer:resume', {}) },
  };

  return {
    timer,
    mayConfigure: mayControl,
    /** A participant may run the timer where the host allows it, but not begin the session. */
    mayRun: mayControl && (mayHost || !scheduled),
    startsSession: scheduled && mayHost,
    why: scheduled && !mayHost ? t.timer.hostStarts : mayControl ? null : t.timer.hostOnly,
    /** Start, pause or resume: what the one button does now. */
    ...next[timer?.status ?? 'IDLE'],
    skip: () => void command('timer:skip', {}),
    reset: () => void command('timer:reset', {}),
  };
}
