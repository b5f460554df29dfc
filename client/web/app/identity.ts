import { useSyncExternalStore } from 'react';
import type { Profile } from '../../../server/protocol/rest/accounts.ts';
import { writable } from '../../sdk/readable.ts';
import { reuse } from '../../sdk/reuse.ts';
import { queryClient } from './queries.ts';
import { recall, remember } from './storage.ts';

/** What is remembered of a person between visits: enough to show who they are, and nothing that proves it. */
export type Person = Pick<Profile, 'id' | 'name' | 'username' | 'isGuest' | 'avatarColor'>;
/** How somebody who was here came to be a visitor: they went out, or their login was ended elsewhere. */
export type WayOut = 'left' | 'ended';
type Identity =
  | { readonly kind: 'visitor'; readonly after: WayOut | null }
  | { readonly kind: 'person'; readonly person: Person };

const key = 'carrel.person';

function remembered(): Identity {
  const person = recall(key) as Person | null;
  return person ? { kind: 'person', person } : { kind: 'visitor', after: null };
}

const identity = writable<Identity>(remembered());

export const useIdentity = (): Identity => useSyncExternalStore(identity.subscribe, identity.getSnapshot);

/** For whatever is shown only to somebody who has come in. */
export function usePerson(): Person {
  const current = useIdentity();
  if (current.kind === 'visitor') throw new Error('Nobody has come in');
  return current.person;
}

export const currentPersonId = (): string | null => {
  const current = identity.getSnapshot();
  return current.kind === 'person' ? current.person.id : null;
};

export function cameIn({ id, name, username, isGuest, avatarColor }: Profile): void {
  const person = { id, name, username, isGuest, avatarColor };
  if (currentPersonId() !== null && currentPersonId() !== id) queryClient.clear();
  remember(key, person);
  const before = identity.getSnapshot();
  if (before.kind === 'person' && reuse(before.person, person) === before.person) return;
  identity.set({ kind: 'person', person });
}

export function wentOut(after: WayOut): void {
  remember(key, null);
  queryClient.clear();
  identity.set({ kind: 'visitor', after });
}
