import { client } from '../app/client.ts';
import { currentPersonId, wentOut, type WayOut } from '../app/identity.ts';
import { forgetCopies } from '../room/documents/copy-databases.ts';
import { forgetTab } from '../room/tab-memory.ts';
import { forgetLists } from '../sessions/list-cache.ts';

/** Ends this login. Nothing of the person stays on the device, whatever the server answers. */
export async function signOut(): Promise<void> {
  await client.api.auth.logout();
  forgetPerson('left');
}

/** False when the server could not be asked: then nothing has changed. */
export async function signOutEverywhere(): Promise<boolean> {
  const answer = await client.api.auth.logoutEverywhere();
  if (!answer.ok) return false;
  forgetPerson('left');
  return true;
}

/** Nothing of the person stays on the device, whoever ended the login. */
export function forgetPerson(how: WayOut): void {
  const userId = currentPersonId();
  forgetLists();
  forgetTab();
  if (userId !== null) void forgetCopies(userId);
  wentOut(how);
}
