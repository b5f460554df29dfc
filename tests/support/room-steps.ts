import * as fc from 'fast-check';
import type { AnyCommand } from '../../server/domain/decide.ts';
import type { Room } from '../../server/domain/room.ts';
import { commandNames, type Command, type CommandName } from '../../server/protocol/commands.ts';
import type { ConnectionId, GoalId, MessageId, RecordingId, UserId } from '../../server/protocol/ids.ts';
import { minutes, person, secret, seconds, tab, uuid } from './rooms.ts';

/** Seven people who wander in and out of a room for a few of them, on three nodes. */
export const crowd = ['Ann', 'Bob', 'Cleo', 'Dan', 'Eve', 'Finn', 'Gus'].map(person);
const nodes = ['n1', 'n2', 'n3'];

/** One thing that happens. What it refers to is chosen by number when it happens, from what there is by then. */
export type Step =
  | { kind: 'pass'; ms: number }
  /** Nobody notices what falls due meanwhile. */
  | { kind: 'sleep'; ms: number }
  | { kind: 'command'; who: number; whom: number; command: CommandName; pick: number; flag: boolean; ms: number }
  | { kind: 'server'; who: number; command: ServerStep; tab: number; node: number; flag: boolean; ms: number };

const serverSteps = [
  'connection:open',
  'connection:open',
  'connection:open',
  'connection:close',
  'connection:leave',
  'member:enroll',
  'member:show',
  'member:withdraw',
  'member:invite',
  'node:reap',
  'presence:fade',
  'presence:expire',
  'host:succeed',
  'session:expire',
  'timer:elapse',
  'recording:begin',
  'recording:interrupt',
  'recording:fail',
] as const;
type ServerStep = (typeof serverSteps)[number];

/** What ends a session is rare; and cancelling is tried more often, as it is seldom possible. */
const cancels = Array<'session:cancel'>(4).fill('session:cancel');
const endings = new Set<CommandName>(['session:end', 'session:cancel']);

export function stepsOf(maxLength: number): fc.Arbitrary<Step[]> {
  const lasting = commandNames.filter((name) => !endings.has(name));
  const timed = commandNames.filter((name) => name.startsWith('timer:'));
  const ms = fc.constantFrom(0, 1, 400, 2_999, 3_000, 5_000, 10_000, 59_999, 60_001, 120_000, 31 * minutes);
  const soon = fc.constantFrom(0, 1, 400, 3_000, 5_000, 10_000);
  const person = fc.nat(crowd.length - 1);
  const order = (command: fc.Arbitrary<CommandName>) =>
    fc.record({
      kind: fc.constant('command' as const),
      // Half of all that is asked comes from whoever is host then, else little would be allowed.
      who: fc.oneof(person, fc.constant(-1)),
      whom: person,
      command,
      pick: fc.nat(9),
      flag: fc.boolean(),
      ms: fc.constantFrom(1_000, 4_000, 10_000, 30_000),
    });
  const arrivals = fc.record({
    kind: fc.constant('server' as const),
    who: person,
    command: fc.constantFrom(...serverSteps),
    tab: fc.integer({ min: 1, max: 3 }),
    node: fc.nat(nodes.length - 1),
    flag: fc.boolean(),
    ms: fc.nat(8_000),
  });
  const step = fc
    .oneof(
      { weight: 80, arbitrary: arrivals },
      { weight: 100, arbitrary: order(fc.constantFrom(...lasting)) },
      { weight: 40, arbitrary: order(fc.constantFrom(...timed)) },
      { weight: 40, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.oneof(ms, soon) }) },
      { weight: 20, arbitrary: fc.record({ kind: fc.constant('sleep' as const), ms }) },
      { weight: 4, arbitrary: order(fc.constantFrom('session:end', ...cancels)) },
    )
    .map((one) => one as Step);
  const begin = (command: CommandName): Step => ({
    kind: 'command',
    who: 0,
    whom: 0,
    command,
    pick: 0,
    flag: true,
    ms: 0,
  });
  const come = (who: number): Step => ({
    kind: 'server',
    who,
    command: 'connection:open',
    tab: 1,
    node: who % 3,
    flag: true,
    ms: 0,
  });
  // Most stories begin with people who have come, things to talk about, and a session that has started.
  const things = (['goal:add', 'chat:send', 'goal:add', 'participant:raiseHand', 'goal:add'] as const).map(begin);
  const opening = fc.oneof(
    { weight: 4, arbitrary: fc.constant([come(0), come(1), begin('session:start'), come(2), ...things]) },
    { weight: 1, arbitrary: fc.constant<Step[]>([]) },
  );
  const rest = fc.array(step, { maxLength, size: 'max' });
  return fc.tuple(opening, rest).map(([first, then]) => [...first, ...then]);
}

const at = <One>(list: readonly One[], pick: number): One | undefined => list[pick % Math.max(1, list.length)];
const anybody = (number: number) => crowd[number % crowd.length]!;

/** A command with arguments that fit the room more often than not. */
export function commandOf(step: Extract<Step, { kind: 'command' }>, room: Room): Command {
  const { whom, pick, flag, ms } = step;
  const { userId } = anybody(whom);
  const messageId = at(room.state.chat.recent, pick)?.id ?? (uuid('message', pick) as MessageId);
  const goalId = at(room.state.goals, pick)?.id ?? (uuid('goal', pick) as GoalId);
  const waiting = at(Object.keys(room.state.waiting) as UserId[], pick) ?? userId;
  const removed = crowd.map((one) => one.userId).filter((id) => room.state.participants[id]?.status === 'REMOVED');
  switch (step.command) {
    case 'session:start':
    case 'session:end':
    case 'session:cancel':
    case 'room:lock':
    case 'room:unlock':
    case 'participant:raiseHand':
    case 'timer:pause':
    case 'timer:resume':
    case 'timer:skip':
    case 'timer:reset':
    case 'recording:start':
    case 'recording:stop':
      return { type: step.command };
    case 'recording:answer':
      return { type: step.command, recordingId: recordingOf(room), agreed: flag };
    case 'session:updateSettings':
      return { type: step.command, settings: someSettings(pick, flag) };
    case 'room:admit':
    case 'room:deny':
      return { type: step.command, userId: waiting };
    case 'participant:setRole':
      return { type: step.command, userId, role: flag ? 'CO_HOST' : 'PARTICIPANT' };
    case 'participant:transferHost':
    case 'participant:remove':
      return { type: step.command, userId };
    case 'participant:readmit':
      return { type: step.command, userId: at(removed, pick) ?? userId };
    case 'participant:setChatMuted':
      return { type: step.command, userId, muted: flag };
    case 'participant:lowerHand':
      return flag ? { type: step.command, userId } : { type: step.command };
    case 'participant:setStatus':
      return { type: step.command, status: `status ${pick}` };
    case 'timer:configure':
      return { type: step.command, config: someTimer(pick, flag, ms) };
    case 'timer:start':
      return flag ? { type: step.command } : { type: step.command, phase: pick % 2 ? 'SHORT_BREAK' : 'LONG_BREAK' };
    case 'chat:send':
      return { type: step.command, content: `message ${pick}` };
    case 'chat:edit':
      return { type: step.command, messageId, content: `edited ${pick}` };
    case 'chat:delete':
      return { type: step.command, messageId };
    case 'chat:react':
      return { type: step.command, messageId, emoji: flag ? '👍' : '🎉' };
    case 'goal:add':
      return { type: step.command, title: `goal ${pick}` };
    case 'goal:update':
      return flag ? { type: step.command, goalId, title: `goal ${pick}` } : { type: step.command, goalId };
    case 'goal:complete':
    case 'goal:reopen':
    case 'goal:remove':
      return { type: step.command, goalId };
    case 'goal:move':
      return { type: step.command, goalId, toIndex: whom };
  }
}

function someSettings(pick: number, flag: boolean): Extract<Command, { type: 'session:updateSettings' }>['settings'] {
  switch (pick % 5) {
    case 0:
      return { waitingRoom: flag };
    case 1:
      return { isPublic: flag };
    case 2:
      return { maxParticipants: 2 + (pick % 6), waitingRoom: flag };
    case 3:
      return { autoRecord: flag };
    default:
      return { enabledTools: flag ? ['CHAT', 'TIMER'] : ['TIMER'] };
  }
}

function someTimer(pick: number, flag: boolean, ms: number): Extract<Command, { type: 'timer:configure' }>['config'] {
  switch (pick % 5) {
    case 0:
      return { mode: flag ? 'COUNTDOWN' : 'STOPWATCH' };
    case 1:
      return { mode: 'POMODORO', autoStartWork: flag };
    case 2:
      return { workMs: ms, shortBreakMs: ms };
    case 3:
      return { control: flag ? 'EVERYONE' : 'HOST' };
    default:
      return { longBreakInterval: 1 + (pick % 3) };
  }
}

/** What comes and goes, and deadlines noticed too early, too late or twice. */
export function serverCommandOf(step: Extract<Step, { kind: 'server' }>, room: Room, now: number): AnyCommand {
  const { who, flag, ms } = step;
  const { userId } = anybody(who);
  const connectionId: ConnectionId = tab(anybody(who), step.tab);
  const node = nodes[step.node]!;
  switch (step.command) {
    case 'connection:open':
      return { type: step.command, connectionId, node, stayed: ms % 2 === 0, ...(flag ? { invite: secret } : {}) };
    case 'connection:close':
    case 'connection:leave':
      return { type: step.command, connectionId };
    case 'member:enroll':
      return { type: step.command, ...(flag ? { invite: secret } : {}) };
    case 'member:show':
    case 'member:withdraw':
      return { type: step.command };
    case 'member:invite':
      return { type: step.command, people: [anybody(who + 1), anybody(who + 2), anybody(who + 1)] };
    case 'node:reap':
      // Nobody is seen after their node's last heartbeat, nor is a node lost that has just committed something.
      return { type: step.command, node, lastSeenAt: Math.max(now - ms, room.backstage.lastAt) };
    case 'presence:fade':
    case 'presence:expire':
      return { type: step.command, userId };
    case 'host:succeed':
    case 'session:expire':
      return { type: step.command };
    case 'timer:elapse':
      return { type: step.command, startedRev: flag ? room.backstage.startedRev : room.backstage.startedRev - 1 };
    case 'recording:begin':
    case 'recording:interrupt':
    case 'recording:fail':
      return { type: step.command, recordingId: recordingOf(room) };
  }
}

const recordingOf = ({ state }: Room): RecordingId =>
  state.recording?.recordingId ?? (uuid('recording') as RecordingId);

export const isPersonal = (command: AnyCommand): boolean =>
  command.type.startsWith('member:') || command.type === 'connection:open';

export const shortPhases = {
  workMs: 10 * seconds,
  shortBreakMs: 4 * seconds,
  longBreakMs: 6 * seconds,
  longBreakInterval: 2,
  autoStartWork: true,
};
