import { deadlines } from '../../domain/deadlines.ts';
import type { Room } from '../../domain/room.ts';
import type { SessionId, UserId } from '../../protocol/ids.ts';
import { note, ok, warning, wrong, type Finding } from '../finding.ts';
import type { Look } from './open-look.ts';

/** Where a session stands, without what people wrote and without its secrets. */
export async function inspect(look: Look, sessionId: SessionId): Promise<readonly Finding[]> {
  const { store, storeName } = look;
  const stored = await store.load(sessionId);
  const record = await look.recorded(sessionId);
  if (!record) return [wrong('session', `there is none with the id ${sessionId}`)];
  const { archived, cursor } = record;
  const recordedUpTo = cursor ? `${cursor.epoch}.${cursor.rev}` : 'nothing';
  const database = `recorded ${recordedUpTo}, its copy is of ${archived.epoch}.${archived.rev}`;
  const { room } = stored ?? archived;
  return [
    note('session', `${room.state.title}, ${room.state.type}, ${room.state.status}`),
    stored
      ? ok(storeName, `at ${stored.epoch}.${stored.rev}, last commit ${time(room.backstage.lastAt)}`)
      : archived.released
        ? note(storeName, 'has let the room go; the database has all of it')
        : warning(storeName, 'has lost the room: whoever asks for it next begins a new epoch'),
    ...(stored?.suspect ? [warning(storeName, 'was restarted since it was last written to: a new epoch is due')] : []),
    note('database', stored && (cursor?.rev ?? 0) < stored.rev ? `${database}; more is to come` : database),
    ...people(room),
    note('timer', timerOf(room)),
    note('contents', `${room.state.goals.length} goals, ${room.state.chat.total} messages`),
    ...deadlines(room).map(({ at, command }) => note('due', `${command.type}, ${time(at)}`)),
  ];
}

function people({ state, backstage }: Room): Finding[] {
  const connections = Object.values(backstage.connections);
  const nodesOf = (userId: UserId) => connections.flatMap((one) => (one.userId === userId ? one.node : []));
  const shown = Object.values(state.participants).map(({ userId, name, role, status, presence }) => {
    const nodes = nodesOf(userId);
    const where = nodes.length > 0 ? `, connected to ${nodes.join(', ')}` : '';
    return note('person', `${name} (${userId}): ${role}, ${status}, ${presence}${where}`);
  });
  const waiting = Object.values(state.waiting).map(({ name }) => note('at the door', name));
  return [...shown, ...waiting];
}

function timerOf({ state: { timer } }: Room): string {
  switch (timer.status) {
    case 'IDLE':
      return `IDLE, next is ${timer.phase}`;
    case 'RUNNING':
      return `RUNNING, ${timer.phase} since ${time(timer.startedAt)}${timer.endsAt === null ? '' : ` until ${time(timer.endsAt)}`}`;
    case 'PAUSED':
      return `PAUSED in ${timer.phase}`;
  }
}

const time = (at: number): string => new Date(at).toISOString();
