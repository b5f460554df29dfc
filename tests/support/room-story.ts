import { isDeepStrictEqual } from 'node:util';
import { applyCommit, toWire } from '../../server/domain/apply.ts';
import { deadlines, nextDeadline } from '../../server/domain/deadlines.ts';
import { decide, type AnyCommand } from '../../server/domain/decide.ts';
import { fold } from '../../server/domain/fold.ts';
import { isOver, type Person, type Room, type StoredCommit } from '../../server/domain/room.ts';
import { commit as wireCommit } from '../../server/protocol/events.ts';
import { roomState, type RoomState } from '../../server/protocol/room.ts';
import { attendanceBreaches, breaches, stepBreaches } from './room-invariants.ts';
import { commandOf, crowd, isPersonal, serverCommandOf, type Step } from './room-steps.ts';
import { commandIdOf, t0 } from './rooms.ts';

/** Plays a story and throws at the first rule it finds broken. Returns how much of each kind of event there was. */
export function playOut(start: Room, steps: readonly Step[]): Map<string, number> {
  let room = frozen(start);
  let shown: RoomState = structuredClone(start.state);
  let now = t0;
  let commands = 0;
  const log: StoredCommit[] = [];
  const seen = new Map<string, number>();

  const perform = (actor: Person | null, command: AnyCommand): boolean => {
    commands += 1;
    const facts = { now, commandId: commandIdOf(commands), maxParticipants: 8 };
    const decision = decide(room, actor ? { kind: 'person', person: actor } : { kind: 'server' }, command, facts);
    if (!decision.ok || decision.events.length === 0) return decision.ok;
    const commit: StoredCommit = {
      epoch: 0,
      rev: log.length + 1,
      at: now,
      actorId: actor?.userId ?? null,
      ...(actor ? { commandId: facts.commandId } : {}),
      events: decision.events,
    };
    const next = frozen(applyCommit(room, commit));
    log.push(commit);
    for (const { type } of commit.events) seen.set(type, (seen.get(type) ?? 0) + 1);
    shown = follow(shown, commit);
    assertNone([...breaches(next), ...stepBreaches(room, commit, next)], command, log);
    if (!isDeepStrictEqual(shown, next.state)) throw broken('[R10] clients see another room', command, log);
    if (!isDeepStrictEqual(JSON.parse(JSON.stringify(next)), next)) throw broken('[R10] not as JSON', command, log);
    room = next;
    return true;
  };

  /** What falls due happens at its time; a deadline that is refused would be waited for for ever. */
  const pass = (until: number) => {
    for (let due = nextDeadline(room); due && due.at <= until; due = nextDeadline(room)) {
      now = Math.max(now, due.at);
      // Of what is due at once each is asked for, though the first may make the others needless.
      const together = deadlines(room).filter(({ at }) => at <= now);
      const done = together.map(({ command }) => perform(null, command));
      if (!done[0] && !done.includes(true)) throw broken('what is due is refused', due.command, log);
    }
    now = until;
  };

  for (const step of steps) {
    switch (step.kind) {
      case 'pass':
        pass(now + step.ms);
        break;
      case 'sleep':
        now += step.ms;
        break;
      case 'command':
        perform(step.who < 0 ? personOf(room, room.state.hostId) : crowd[step.who]!, commandOf(step, room));
        break;
      case 'server': {
        const command = serverCommandOf(step, room, now);
        // Some come with a new picture now and then.
        const someone = { ...crowd[step.who]!, avatarUrl: step.ms % 7 === 0 ? '/new.png' : null };
        perform(isPersonal(command) ? someone : null, command);
        break;
      }
    }
  }
  pass(now + 3_600_000);
  assertNone(attendanceBreaches(log), null, log);
  if (!isDeepStrictEqual(roomState.parse(room.state), room.state)) throw broken('[R10] not by the schema', null, log);
  if (room.state.status === 'ACTIVE' && room.backstage.emptySince !== null) throw broken('[R7] never ends', null, log);
  if (isOver(room.state) && deadlines(room).length > 0) throw broken('[R5] something is due', null, log);
  return seen;
}

const personOf = (room: Room, userId: string): Person => crowd.find((one) => one.userId === userId) ?? crowd[0]!;

/** What a client makes of a commit that came over the wire, and only what the schema lets through. */
function follow(state: RoomState, commit: StoredCommit): RoomState {
  const sent: unknown = JSON.parse(JSON.stringify(toWire(commit)));
  const received = wireCommit.parse(sent);
  if (!isDeepStrictEqual(received, sent))
    throw new Error(`[R10] the schema does not know all of ${JSON.stringify(sent)}`);
  return received.events.reduce((current, event) => fold(current, event, received), state);
}

function assertNone(found: readonly string[], command: AnyCommand | null, log: readonly StoredCommit[]): void {
  if (found.length > 0) throw broken(found.join('; '), command, log);
}

function broken(what: string, command: AnyCommand | null, log: readonly StoredCommit[]): Error {
  const last = log.slice(-8).map(({ rev, at, events }) => `${rev} at +${at - t0}: ${JSON.stringify(events)}`);
  return new Error(`${what}\nafter ${JSON.stringify(command)}\n${last.join('\n')}`);
}

/** Whoever changes what they were given is found out. */
function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
