import type { Person } from '../../domain/room.ts';
import type { CommandId, SessionId, UserId } from '../../protocol/ids.ts';
import type { Notify } from '../notifications/notification.ts';
import { refused } from '../outcome.ts';
import type { LiveRooms, Recording, SessionDirectory } from './ports.ts';

/** What the use cases of this folder work with. */
export interface Sessions {
  readonly directory: SessionDirectory;
  readonly rooms: LiveRooms;
  readonly recorder: Recording;
  /** The most participants this server lets a room have. */
  readonly maxParticipants: number;
  /** Whether a language model is set up that sessions can be summarised with. */
  readonly summarises: boolean;
  /** Where browsers find the server, without a slash at the end. */
  readonly publicUrl: () => string;
  /** A random UUID. */
  readonly newId: () => string;
  /** An unguessable word for an invite link. */
  readonly newSecret: () => string;
  readonly notify: Notify;
  /** There is one more, or one less, that anybody may find. */
  readonly onPublicChange: () => void;
}

/** Somebody asks something of one session. `commandId` makes a repetition recognisable. */
export interface Asked {
  readonly sessionId: SessionId;
  readonly actor: Person;
  readonly commandId: CommandId;
}

export const noSuchSession = refused('NOT_FOUND', 'There is no such session');
export const notRecordedYet = refused('UNAVAILABLE', 'The last changes are still being saved; ask again in a moment', {
  retryAfterMs: 1_000,
});

/** Waits until lists show what this person was acknowledged before: whatever is behind in rooms that know them. */
export function listsCaughtUp({ rooms, recorder }: Sessions, userId: UserId): Promise<boolean> {
  return recorder.caughtUpWhere((sessionId) => {
    const room = rooms.peek(sessionId)?.current?.room;
    return room !== undefined && userId in room.state.participants;
  });
}
