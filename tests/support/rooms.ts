import { createHash } from 'node:crypto';
import { applyCommit } from '../../server/domain/apply.ts';
import { deadlines, nextDeadline } from '../../server/domain/deadlines.ts';
import { decide, type AnyCommand } from '../../server/domain/decide.ts';
import type { Decision, Facts } from '../../server/domain/decision.ts';
import {
  openRoom,
  type Event,
  type Genesis,
  type Person,
  type Room,
  type StoredCommit,
} from '../../server/domain/room.ts';
import type { ServerCommand } from '../../server/domain/server-command.ts';
import type { Command } from '../../server/protocol/commands.ts';
import type { ErrorCode } from '../../server/protocol/errors.ts';
import type { CommandId, ConnectionId, GoalId, MessageId, SessionId, UserId } from '../../server/protocol/ids.ts';
import { defaultSettings, defaultTimerConfig } from '../../server/protocol/defaults.ts';
import type { Settings, TimerConfig } from '../../server/protocol/room.ts';

/** When stories begin. */
export const t0 = Date.UTC(2026, 0, 5, 9);
export const seconds = 1_000;
export const minutes = 60 * seconds;

/** A UUID that is always the same for the same words. */
export function uuid(...words: (string | number)[]): string {
  const hex = createHash('sha256').update(words.join(' ')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const person = (name: string): Person => ({ userId: uuid('person', name) as UserId, name, avatarUrl: null });
export const tab = (one: Person, number = 1) => uuid('tab', one.name, number) as ConnectionId;
export const commandIdOf = (number: number) => uuid('command', number) as CommandId;

export const secret = 'the-secret-link';
export const ann = person('Ann');
export const bob = person('Bob');
export const cleo = person('Cleo');
export const dan = person('Dan');

type Given = Partial<Omit<Genesis, 'settings' | 'timer'>> & {
  settings?: Partial<Settings>;
  timer?: Partial<TimerConfig>;
};

/** A room of Ann's as it stands when it was created: private, for ten. */
export function roomOf({ settings, timer, ...rest }: Given = {}): Room {
  return openRoom({
    sessionId: uuid('session') as SessionId,
    title: 'Algebra',
    type: 'GROUP',
    owner: ann,
    settings: { ...defaultSettings, ...settings },
    timer: { ...defaultTimerConfig, ...timer },
    invited: [],
    inviteSecret: secret,
    createdAt: t0,
    ...rest,
  });
}

export type Coming = { tab?: number; node?: string; invite?: string | null; stayed?: boolean };
export type Story = ReturnType<typeof given>;

/** A room to which things happen, one after the other: what is accepted is applied, and time passes as it is told. */
export function given(start: Room = roomOf()) {
  const log: StoredCommit[] = [];
  let room = start;
  let now = t0;
  let commands = 0;

  const put = (events: readonly Event[], actorId: UserId | null) => {
    if (events.length === 0) return;
    const commit: StoredCommit = { epoch: 0, rev: log.length + 1, at: now, actorId, events };
    room = applyCommit(room, commit);
    log.push(commit);
  };
  const perform = (actor: Person | null, command: AnyCommand, facts: Partial<Facts> = {}): Decision => {
    commands += 1;
    const known: Facts = { now, commandId: commandIdOf(commands), maxParticipants: 50, ...facts };
    const decision = decide(room, actor ? { kind: 'person', person: actor } : { kind: 'server' }, command, known);
    if (decision.ok) put(decision.events, actor?.userId ?? null);
    return decision;
  };

  const story = {
    get room() {
      return room;
    },
    get state() {
      return room.state;
    },
    get now() {
      return now;
    },
    log,
    /** A person gives a command, or the server does what only it can do for them. */
    when: (actor: Person, command: Command | ServerCommand, facts?: Partial<Facts>) => perform(actor, command, facts),
    tell: (command: AnyCommand) => perform(null, command),
    /** A person opens the room with a tab; by default they know the link. */
    come: (one: Person, { tab: number = 1, node = 'n1', invite = secret, stayed = false }: Coming = {}) =>
      perform(one, {
        type: 'connection:open',
        connectionId: tab(one, number),
        node,
        stayed,
        ...(invite === null ? {} : { invite }),
      }),
    cut: (one: Person, number = 1) => perform(null, { type: 'connection:close', connectionId: tab(one, number) }),
    leave: (one: Person, number = 1) => perform(null, { type: 'connection:leave', connectionId: tab(one, number) }),
    /** Time passes, and nobody notices. */
    sleep(ms: number) {
      now += ms;
      return story;
    },
    /** Time passes, and what falls due happens then. */
    pass(ms: number) {
      const until = now + ms;
      for (let due = nextDeadline(room); due && due.at <= until; due = nextDeadline(room)) {
        now = Math.max(now, due.at);
        const decision = perform(null, due.command);
        if (!decision.ok) throw new Error(`${due.command.type} is due and refused: ${decision.refusal.message}`);
      }
      now = until;
      return story;
    },
    /** All that is due by now happens, as on a server that was away. */
    catchUp() {
      return story.pass(0);
    },
    dueTypes: () => deadlines(room).map(({ command }) => command.type),
    of: (one: Person) => room.state.participants[one.userId],
  };
  return story;
}

/** An ACTIVE room with these people here; the first owns it. */
export function active(people: readonly Person[] = [ann, bob], options: Given = {}): Story {
  const story = given(roomOf({ owner: people[0]!, ...options }));
  for (const one of people) story.come(one);
  story.when(people[0]!, { type: 'session:start' });
  return story;
}

/** `OK`, or the code of the refusal. */
export const verdict = (decision: Decision): 'OK' | ErrorCode => (decision.ok ? 'OK' : decision.refusal.code);
export const typesOf = (decision: Decision): string[] => (decision.ok ? decision.events.map(({ type }) => type) : []);

/** The id of what the last accepted command of this decision created. */
export const madeMessage = (decision: Decision): MessageId => (decision.ok && decision.result?.messageId) as MessageId;
export const madeGoal = (decision: Decision): GoalId => (decision.ok && decision.result?.goalId) as GoalId;

export type Attended = { from: number; until: number | null };

/** Every person's attendance, as a log tells it. */
export function attendanceOf(log: readonly StoredCommit[]): Map<UserId, Attended[]> {
  const all = new Map<UserId, Attended[]>();
  const of = (userId: UserId) => all.get(userId) ?? all.set(userId, []).get(userId)!;
  for (const event of log.flatMap(({ events }) => events)) {
    switch (event.type) {
      case 'attendance.started':
        of(event.userId).push({ from: event.at, until: null });
        break;
      case 'attendance.ended':
        of(event.userId).at(-1)!.until = event.at;
        break;
      case 'attendance.continued':
        of(event.userId).at(-1)!.until = null;
        break;
      default:
    }
  }
  return all;
}
