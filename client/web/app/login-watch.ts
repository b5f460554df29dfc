import { forgetPerson } from '../ui/sign-out.ts';
import { client } from './client.ts';
import { cameIn, currentPersonId } from './identity.ts';
import { queryClient, refusalOf } from './queries.ts';

/**
 * Asks the server who the remembered person is, by the cookie, and heeds from then on whatever says that this is nobody
 * any more: the connection, which hears at once of a login that is ended elsewhere, or an answer. While the server
 * cannot be reached the person stays who they were: they see what is kept on this device.
 */
export function watchLogin(): void {
  void confirmIdentity();
  client.connection.subscribe(() => {
    const state = client.connection.getSnapshot();
    if (state.kind === 'refused' && state.refusal.code === 'UNAUTHENTICATED') loginEnded();
  });
  queryClient.getQueryCache().subscribe(({ query, type }) => {
    if (type !== 'updated' || query.state.status !== 'error') return;
    if (refusalOf(query.state.error).code === 'UNAUTHENTICATED') loginEnded();
  });
}

/** A browser that remembers nobody asks nothing. */
async function confirmIdentity(): Promise<void> {
  if (currentPersonId() === null) return;
  const answer = await client.api.me.get();
  if (answer.ok) cameIn(answer.value.user);
  else if (answer.refusal.code === 'UNAUTHENTICATED') loginEnded();
}

/** Whoever went out by themselves knows it: they are not told by what was still on its way. */
function loginEnded(): void {
  if (currentPersonId() !== null) forgetPerson('ended');
}
