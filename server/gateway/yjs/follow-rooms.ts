import { isOver } from '../../domain/room.ts';
import type { DocumentWorks } from '../../docs/start.ts';
import type { Rooms } from '../../rooms/rooms.ts';

/** Tells the documents what happens in their rooms, and what happened while this server was away. Returns the remover. */
export async function followRooms(rooms: Rooms, { history, ending }: DocumentWorks): Promise<() => void> {
  const remove = rooms.onCommits(({ sessionId }, commits) => {
    for (const { epoch, rev, events } of commits) {
      for (const { type } of events) {
        if (type === 'timer.phaseCompleted') history.phaseEnded(sessionId, `${epoch}:${rev}`);
        if (type === 'session.ended' || type === 'session.cancelled') ending.conclude(sessionId);
      }
    }
  });
  for (const sessionId of await ending.unconcluded()) {
    // oxlint-disable-next-line no-await-in-loop -- before anybody is let in, one after the other
    const loaded = await rooms.load(sessionId);
    if (loaded && isOver(loaded.stored.room.state)) ending.conclude(sessionId);
  }
  return remove;
}
