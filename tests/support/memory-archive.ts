import type { Room } from '../../server/domain/room.ts';
import type { Message } from '../../server/protocol/room.ts';
import type { ArchivedRoom, RoomArchive } from '../../server/rooms/ports.ts';

/** An archive that knows one room, as it was created. */
export function memoryArchive(room: Room, messages: readonly Message[] = []): RoomArchive & { archived: ArchivedRoom } {
  const archive = {
    archived: { epoch: 1, rev: 0, room, released: true } as ArchivedRoom,
    load: async (sessionId: string) => (sessionId === room.state.sessionId ? archive.archived : null),
    take: async () => void (archive.archived = { ...archive.archived, released: false }),
    message: async (_: string, id: string) => messages.find((message) => message.id === id) ?? null,
  };
  return archive;
}
