import type { Person } from '../../domain/room.ts';
import { commandId } from '../../protocol/ids.ts';
import { listsCaughtUp, type Sessions } from './sessions.ts';
import { perform } from './turns.ts';

/**
 * Shows a person as they look now in every room in which they have a seat. A room that cannot be told now sees it when
 * they come next.
 */
export async function showPerson(sessions: Sessions, person: Person): Promise<void> {
  await listsCaughtUp(sessions, person.userId);
  for (const sessionId of await sessions.directory.seatsOf(person.userId)) {
    const asked = { sessionId, actor: person, commandId: commandId.parse(sessions.newId()) };
    await perform(sessions, asked, { type: 'member:show' });
  }
}
