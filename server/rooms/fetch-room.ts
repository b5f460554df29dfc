import type { SessionId } from '../protocol/ids.ts';
import { isOver } from '../domain/room.ts';
import type { ArchivedRoom, RoomArchive, RoomStore, StoredRoom } from './ports.ts';

/** How often a room that comes and goes between the store and the archive is looked for. */
const looks = 3;

/**
 * The room from the store; or from the archive, which has it when it was created, dormant or over. If the archive
 * still thinks that the store has it, the store has lost it: what was acknowledged after the last record is gone, and
 * a new epoch says so to everybody. So does one where the store came back with the room and may have lost its end.
 */
export async function fetchRoom(
  store: RoomStore,
  archive: RoomArchive,
  sessionId: SessionId,
): Promise<StoredRoom | null> {
  /* oxlint-disable no-await-in-loop -- each look depends on the one before */
  for (let look = 0; look < looks; look += 1) {
    const stored = await store.load(sessionId);
    if (stored && !stored.suspect) return stored;
    const known = await archive.load(sessionId);
    if (!known) return null;
    if (!stored && isOver(known.room.state)) return known;
    // Marked first: if this node dies in between, the room has a new epoch, which is harmless; the reverse would hide a loss.
    await archive.take(sessionId);
    const archived = known.released ? known : await asRecorded(archive, known);
    // Before the room is open to them again: who was not answered gives them once more.
    if (!archived.released) await store.remember(sessionId, archived.accepted ?? []);
    if (stored) await store.renew(sessionId, stored, further(stored, archived));
    else await store.open(sessionId, continued(archived));
    // Nothing, if the room was released between the two looks: then what was read of the archive is older than that.
    // Nor if another node was faster; then the room is there.
  }
  /* oxlint-enable no-await-in-loop */
  throw new Error(`The archive of ${sessionId} is older than what the store released`);
}

/**
 * Until the room was taken, other nodes may have recorded commits that the store has lost. From then on they record only
 * what it has now, so this is all of it; the epoch and the release are those from before.
 */
async function asRecorded(archive: RoomArchive, known: ArchivedRoom): Promise<ArchivedRoom> {
  const { room, rev, accepted = [] } = (await archive.load(known.room.state.sessionId)) ?? known;
  return { ...known, room, rev, accepted };
}

/** Where a room goes on that is in the archive alone. */
function continued({ room, epoch, rev, released }: ArchivedRoom): StoredRoom {
  return { room, rev, epoch: released ? epoch : epoch + 1 };
}

/** Where a room goes on whose last commits either of the two may lack. */
function further(stored: StoredRoom, archived: ArchivedRoom): StoredRoom {
  // The store has also forgotten that it gave the room up: all of it is in the archive, and nothing happened since.
  if (archived.released) return continued(archived);
  const { room, rev } = archived.rev > stored.rev ? archived : stored;
  return { room, rev, epoch: Math.max(stored.epoch, archived.epoch) + 1 };
}
