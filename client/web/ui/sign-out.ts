import { client } from '../app/client.ts';
import { wentOut } from '../app/identity.ts';
import { forgetLists } from '../sessions/list-cache.ts';

/** Ends this login. Nothing of the person stays on the device, whatever the server answers. */
export async function signOut(): Promise<void> {
  await client.api.auth.logout();
  forgetLists();
  wentOut();
}

/** False when the server could not be asked: then nothing has changed. */
export async function signOutEverywhere(): Promise<boolean> {
  const answer = await client.api.auth.logoutEverywhere();
  if (!answer.ok) return false;
  forgetLists();
  wentOut();
  return true;
}
