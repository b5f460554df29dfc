import { isHere, isOver, takenSeats, type Room, type StoredCommit } from '../../server/domain/room.ts';
import { limits } from '../../server/domain/limits.ts';
import type { ConnectionId, UserId } from '../../server/protocol/ids.ts';
import { attendanceOf } from './rooms.ts';

/** Which rules of server/domain/SPEC.md a room breaks after a commit, in words; none, if all is well. */
export function breaches(room: Room): string[] {
  const { state, backstage } = room;
  const found: string[] = [];
  const must = (holds: boolean, rule: string) => void (holds || found.push(rule));
  const people = Object.values(state.participants);
  const ids = Object.keys(state.participants) as UserId[];
  const connections = Object.entries(backstage.connections) as [
    ConnectionId,
    Room['backstage']['connections'][ConnectionId],
  ][];

  must(
    ids.every((id) => state.participants[id]!.userId === id),
    '[R1] people are kept by their id',
  );
  const hosts = people.filter(({ role }) => role === 'HOST');
  must(hosts.length === 1 && hosts[0]!.userId === state.hostId, '[S1] exactly one host');
  must(
    isOver(state) || !isHere(room, state.ownerId) || state.hostId === state.ownerId,
    '[S6] the owner here is the host',
  );
  must(takenSeats(state) <= state.settings.maxParticipants, '[R8] no more members than seats');
  must(backstage.hostAbsentSince === null || !isHere(room, state.hostId), '[S2] who is here is not away');

  for (const { userId, status, presence, name } of people) {
    const here = isHere(room, userId);
    const absent = userId in backstage.absentSince;
    must(!here || status === 'JOINED', `[P5] ${name} is here and ${status}`);
    must(!here || !absent, `[P1] ${name} is here and absent`);
    must(!here || presence === 'ONLINE', `[P1] ${name} is here and ${presence}`);
    must(presence !== 'ONLINE' || here || absent, `[P1] ${name} is shown as here`);
    must(presence !== 'AWAY' || absent, `[P1] ${name} is shown as away`);
    must(!absent || status === 'JOINED', `[P1] ${name} is absent and ${status}`);
    must(here === userId in backstage.attendingSince, `[A1] ${name} attends while here`);
  }
  must(
    Object.keys(backstage.attendingSince).every((id) => id in state.participants),
    '[A1] only people attend',
  );
  must(
    Object.keys(backstage.interrupted).every((id) => id in state.participants),
    '[R9] nothing is kept of the forgotten',
  );
  must(backstage.emptySince === null || ids.every((id) => !isHere(room, id)), '[R7] empty when nobody is here');
  must(backstage.emptySince !== null || ids.some((id) => isHere(room, id)), '[R7] not empty when somebody is here');

  const knocking = new Set(connections.filter(([, one]) => one.stage === 'knocking').map(([, one]) => one.userId));
  const waiting = Object.keys(state.waiting) as UserId[];
  must(waiting.length === knocking.size && waiting.every((id) => knocking.has(id)), '[D8] who waits knocks');
  must(
    waiting.every((id) => state.participants[id]?.status !== 'JOINED'),
    '[D12] no member waits',
  );

  const count = (status: string) => people.filter((one) => one.status === status).length;
  must(count('LEFT') <= limits.departed + 2, '[R9] departed people are bounded');
  must(count('REMOVED') <= limits.removed, '[R9] removed people are bounded');
  must(waiting.length <= limits.waiting, '[R9] those waiting are bounded');
  must(state.goals.length <= limits.goals, '[R9] goals are bounded');
  must(new Set(state.goals.map(({ id }) => id)).size === state.goals.length, '[G1] goals have ids of their own');
  must(
    state.goals.every((goal) => goal.isCompleted === (goal.completedAt !== null)),
    '[G3] completed once',
  );
  must(
    state.chat.recent.length === Math.min(state.chat.total, limits.recentMessages),
    '[C1] the last messages are live',
  );
  must(
    state.chat.recent.every(({ reactions }) =>
      Object.values(reactions).every((by) => by.length > 0 && by.length === new Set(by).size),
    ),
    '[C4] a reaction is given once',
  );

  const { timer } = state;
  if (timer.status === 'RUNNING') {
    must(state.status === 'ACTIVE', '[T2] nothing runs in a session that is not active');
    must(timer.endsAt === null || timer.endsAt > timer.startedAt, '[T14] a phase ends after it started');
    must((timer.endsAt === null) === (timer.config.mode === 'STOPWATCH'), '[T1] only a stopwatch has no end');
  }
  if (timer.status === 'PAUSED') {
    must((timer.remainingMs ?? 1) > 0 && (timer.elapsedMs ?? -1) >= 0, '[T4] a pause keeps what remains');
  }
  must(timer.config.mode === 'POMODORO' || timer.phase === 'WORK', '[T1] only a pomodoro has breaks');

  const agreed = Object.keys(state.recording?.consents ?? {}) as UserId[];
  must(
    agreed.every((id) => state.participants[id]?.status === 'JOINED'),
    '[V4] only who is in the room has agreed',
  );

  if (isOver(state)) {
    must(!state.recording, '[V5] nothing is recorded when it is over');
    must(connections.length === 0 && waiting.length === 0, '[R5] nobody is in a room that is over');
    must(timer.status === 'IDLE', '[R5] nothing runs when it is over');
  }
  return found;
}

/** Which rules about what follows what a step breaks. */
export function stepBreaches(before: Room, commit: StoredCommit, after: Room): string[] {
  const found: string[] = [];
  const reset = commit.events.some(({ type }) => type === 'timer.reset');
  if (!reset && after.state.timer.completedWorkPhases < before.state.timer.completedWorkPhases) {
    found.push('[T14] completed work was forgotten');
  }
  const spoke = new Set(commit.events.flatMap((event) => (event.type === 'recording.answered' ? [event.userId] : [])));
  for (const [id, agreed] of Object.entries(after.state.recording?.consents ?? {}) as [UserId, boolean][]) {
    const wasIt = before.state.recording?.consents[id] === agreed;
    if (!wasIt && !(spoke.has(id) && commit.actorId === id)) found.push('[V3] somebody answered for another');
  }
  if (isOver(before.state)) found.push('[R5] something happened after the end');
  if (commit.at < before.backstage.lastAt) found.push('[R10] time ran backwards');
  return found;
}

/** Which rules the attendance in a log breaks. */
export function attendanceBreaches(log: readonly StoredCommit[]): string[] {
  const now = log.at(-1)?.at ?? 0;
  return [...attendanceOf(log)].flatMap(([userId, intervals]) =>
    intervals.flatMap(({ from, until }, index) => {
      const next = intervals[index + 1];
      const ordered =
        (until === null || (from <= until && until <= now)) && (!next || (until !== null && until <= next.from));
      return ordered ? [] : [`[A2] intervals of ${userId} overlap or run backwards`];
    }),
  );
}
