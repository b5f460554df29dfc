import { useSyncExternalStore } from 'react';
import type { Profile } from '../../../server/protocol/rest/accounts.ts';
import { writable } from '../../sdk/readable.ts';
import { reuse } from '../../sdk/reuse.ts';
import { client } from './client.ts';
import { queryClient } from './queries.ts';
import { recall, remember } from './storage.ts';

/** What is remembered of a person between visits: enough to show who they are, and nothing that proves it. */
export type Person = Pick<Profile, 'id' | 'name' | 'username' | 'isGuest' | 'avatarColor'>;
type Identity = { readonly kind: 'visitor' } | { readonly kind: 'person'; readonly person: Person };

const key = 'carrel.person';

function remembered(): Identity {
  const person = recall(key) as Person | null;
  return person ? { kind: 'person', person } : { kind: 'visitor' };
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

export function wentOut(): void {
  remember(key, null);
  queryClient.clear();
  identity.set({ kind: 'visitor' });
}

/**
 * Asks the server who the remembered person is, by the cookie. A browser that remembers nobody asks nothing. While the
 * server cannot be reached the person stays who they were: they see what is kept on this device.
 */
export async function confirmIdentity(): Promise<void> {
  if (identity.getSnapshot().kind === 'visitor') return;
  const answer = await client.api.me.get();
  if (answer.ok) cameIn(answer.value.user);
  else if (answer.refusal.code === 'UNAUTHENTICATED') wentOut();
}

queryClient.getQueryCache().subscribe(({ query, type }) => {
  if (type !== 'updated' || query.state.status !== 'error') return;
  if (isSignedOut(query.state.error)) wentOut();
});

function isSignedOut(error: unknown): boolean {
  return error instanceof Error && 'refusal' in error && (error.refusal as { code: string }).code === 'UNAUTHENTICATED';
}
