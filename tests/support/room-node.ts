import { randomUUID } from 'node:crypto';
import type { AnyCommand } from '../../server/domain/decide.ts';
import type { Person, Room, StoredCommit } from '../../server/domain/room.ts';
import type { CommandId, ConnectionId } from '../../server/protocol/ids.ts';
import type { Announcements, RoomArchive, RoomStore } from '../../server/rooms/ports.ts';
import { createRooms } from '../../server/rooms/rooms.ts';
import { secret } from './rooms.ts';

type Options = {
  store: RoomStore;
  archive: RoomArchive;
  room: Room;
  node?: string;
  /** Of a node among several; without it, it thinks itself alone. */
  announcements?: Announcements;
  cannotRecord?: () => string | null;
};

/** One node's rooms over a store, with one room in it, and a note of every commit it folded in. */
export function roomNode({ store, archive, room, node = 'n1', announcements, cannotRecord }: Options) {
  const { sessionId } = room.state;
  const failures: unknown[] = [];
  const folded: StoredCommit[] = [];
  let conflicts = 0;
  const rooms = createRooms({
    store,
    archive,
    ...(announcements ? { announcements } : {}),
    ...(cannotRecord ? { cannotRecord } : {}),
    recorded: async () => true,
    maxParticipants: 50,
    newId: randomUUID,
    onFailure: (_, error) => failures.push(error),
    onConflict: () => (conflicts += 1),
  });
  rooms.onCommits((_, commits) => folded.push(...commits));
  return {
    rooms,
    folded,
    failures,
    conflicts: () => conflicts,
    by: (person: Person, command: AnyCommand, commandId: string = randomUUID()) =>
      rooms.perform(sessionId, { kind: 'person', person }, command, commandId as CommandId),
    come: (person: Person, connectionId: string = randomUUID()) =>
      rooms.perform(
        sessionId,
        { kind: 'person', person },
        { type: 'connection:open', connectionId: connectionId as ConnectionId, node, stayed: false, invite: secret },
        connectionId as CommandId,
      ),
    tell: (command: Parameters<typeof rooms.tell>[1]) => rooms.tell(sessionId, command),
    live: () => rooms.peek(sessionId)!,
    current: async () => (await rooms.load(sessionId))!.stored,
  };
}
