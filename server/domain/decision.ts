import type { CommandResult } from '../protocol/commands.ts';
import { refuse, type ErrorCode, type Refusal } from '../protocol/errors.ts';
import type { CommandId } from '../protocol/ids.ts';
import type { Message } from '../protocol/room.ts';
import type { Event, Person } from './room.ts';

/** Who asks: a person, or the server itself because a deadline has passed. */
export type Actor = { readonly kind: 'person'; readonly person: Person } | { readonly kind: 'server' };

/** What a decision may know beside the room. Time is an argument: the rules read no clock. */
export type Facts = {
  readonly now: number;
  /** What a command creates takes this as its id. */
  readonly commandId: CommandId;
  /** The most participants this server lets a room have. */
  readonly maxParticipants: number;
  /** Why nothing can be recorded on this server, where that is so. */
  readonly cannotRecord?: string;
  /** The message a chat command names, when live state no longer holds it: from the archive, or null if there is none. */
  readonly message?: Message | null;
};

export type Decision =
  | { readonly ok: true; readonly events: readonly Event[]; readonly result?: CommandResult }
  | { readonly ok: false; readonly refusal: Refusal };

export const accept = (events: readonly Event[], result?: CommandResult): Decision =>
  result ? { ok: true, events, result } : { ok: true, events };

/** What is asked for is already so. */
export const unchanged = accept([]);

/** `path`: the part of what was asked for that is wrong. */
export const reject = (code: ErrorCode, message: string, path?: string): Decision => ({
  ok: false,
  refusal: refuse(code, message, path === undefined ? {} : { details: [{ path, message }] }),
});
