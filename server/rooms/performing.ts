import type { CommandId, SessionId } from '../protocol/ids.ts';
import type { Refusal } from '../protocol/errors.ts';
import type { CommandAnswer } from '../protocol/socket.ts';
import { applyCommit } from '../domain/apply.ts';
import { decide, type AnyCommand } from '../domain/decide.ts';
import type { Actor } from '../domain/decision.ts';
import type { Room, StoredCommit } from '../domain/room.ts';
import type { Message } from '../protocol/room.ts';
import type { Entry, StoredRoom } from './ports.ts';

/** A command on its way through a room. */
export type Ask = {
  readonly sessionId: SessionId;
  readonly actor: Actor;
  readonly command: AnyCommand;
  /** What makes a repetition recognisable, and the id of what the command creates. */
  readonly commandId: CommandId;
};

/** `repeated`: it had been accepted before, and nothing happened now. */
export type Performed =
  | { readonly ok: true; readonly answer: CommandAnswer; readonly repeated?: true }
  | { readonly ok: false; readonly refusal: Refusal };

/** What becomes of some commands if they are decided in order against a room, before anything is written. */
export type Plan = {
  readonly room: Room;
  readonly entries: readonly Entry[];
  /** By place in the list of asks: the index of its entry, or the answer of what changes nothing. */
  readonly fates: readonly Fate[];
};
export type Fate =
  | { readonly kind: 'entry'; readonly index: number }
  | { readonly kind: 'settled'; readonly performed: Performed };

export type Circumstances = {
  readonly now: number;
  readonly maxParticipants: number;
  readonly cannotRecord?: string;
  readonly messages: ReadonlyMap<string, Message | null>;
};

/** Decides each command against what the ones before it made of the room. */
export function plan(base: StoredRoom, asks: readonly Ask[], circumstances: Circumstances): Plan {
  const { epoch } = base;
  let { room, rev } = base;
  const entries: Entry[] = [];
  const fates = asks.map((ask): Fate => {
    const now = Math.max(circumstances.now, room.backstage.lastAt);
    const { maxParticipants, cannotRecord } = circumstances;
    const message = 'messageId' in ask.command ? circumstances.messages.get(ask.command.messageId) : undefined;
    const facts = {
      now,
      commandId: ask.commandId,
      maxParticipants,
      ...(cannotRecord === undefined ? {} : { cannotRecord }),
      ...(message === undefined ? {} : { message }),
    };
    const decision = decide(room, ask.actor, ask.command, facts);
    if (!decision.ok) return { kind: 'settled', performed: decision };
    const result = decision.result ? { result: decision.result } : {};
    if (decision.events.length === 0)
      return { kind: 'settled', performed: { ok: true, answer: { epoch, rev, ...result } } };
    const commit = commitOf(ask, { epoch, rev: rev + 1, at: now }, decision.events);
    room = applyCommit(room, commit);
    rev = commit.rev;
    const answer = { epoch, rev, ...result };
    const { actor, commandId } = ask;
    entries.push(
      actor.kind === 'person' ? { commit, command: { actorId: actor.person.userId, commandId, answer } } : { commit },
    );
    return { kind: 'entry', index: entries.length - 1 };
  });
  return { room, entries, fates };
}

function commitOf(
  ask: Ask,
  place: { epoch: number; rev: number; at: number },
  events: StoredCommit['events'],
): StoredCommit {
  const { actor, commandId } = ask;
  return actor.kind === 'person'
    ? { ...place, actorId: actor.person.userId, commandId, events }
    : { ...place, actorId: null, events };
}
