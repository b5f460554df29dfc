import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningServer } from '../../server/composition/server.ts';
import { startCarrel } from '../support/carrel.ts';
import { apiOf, newGuest, newSession, type Guest } from '../support/plain-client.ts';
import { codeOf, joinedAt, visit, type Visitor } from '../support/visitor.ts';

let server: RunningServer;
beforeAll(async () => (server = await startCarrel()));
afterAll(() => server.close());

/** Ann and Bob in a session of Ann's. */
async function annAndBob() {
  const [ann, bob] = (await Promise.all(['Ann', 'Bob'].map((name) => newGuest(server.url, name)))) as [Guest, Guest];
  const session = await newSession(server.url, ann);
  const auth = { sessionId: session.id, invite: session.invite };
  return { ann, bob, auth, host: await visit(server.url, ann, auth), second: await visit(server.url, bob, auth) };
}
const looksTold = ({ commits }: Visitor) =>
  commits.flatMap(({ events }) => events).filter(({ type }) => type === 'participant.profileChanged');
const change = (one: Guest, body: object) => apiOf(server.url)('PATCH', '/api/me', { token: one.token, body });

test('who changes name or colour is seen so by everybody in the room at once, and the old token brings nothing back', async () => {
  const { ann, bob, auth, host, second } = await annAndBob();
  const look = { name: 'Robert', avatarColor: '#00ff00' };
  expect((await change(bob, look)).status).toBe(200);
  const told = [{ type: 'participant.profileChanged', userId: bob.userId, avatarUrl: null, ...look }];
  await expect.poll(() => looksTold(host)).toEqual(told);

  // By the socket that was open, and by a new one with the token of before.
  expect(codeOf(await second.join())).toBe('OK');
  const again = await visit(server.url, bob, auth);
  expect(joinedAt(again).snapshot?.participants[bob.userId as never]).toMatchObject(look);
  const said = await host.command('chat:send', { content: 'after all that' });
  await expect.poll(() => host.commits.at(-1)?.rev).toBe(said.rev);
  expect(looksTold(host)).toEqual(told);

  type Shown = { session: { participants: { userId: string }[] } };
  const { body } = await apiOf(server.url)<Shown>('GET', `/api/study-sessions/${auth.sessionId}`, { token: ann.token });
  expect(body.session.participants.find(({ userId }) => userId === bob.userId)).toMatchObject(look);
  for (const one of [host, second, again]) one.close();
});

test('a guest who registers under another name is seen by it, too', async () => {
  const { bob, host, second } = await annAndBob();
  const body = { username: 'robert', password: 'a long password', name: 'Robert' };
  expect((await apiOf(server.url)('POST', '/api/auth/register', { token: bob.token, body })).status).toBe(200);
  await expect.poll(() => looksTold(host)).toMatchObject([{ name: 'Robert' }]);
  for (const one of [host, second]) one.close();
});

test('what others cannot see is told to nobody', async () => {
  const { bob, host, second } = await annAndBob();
  await change(bob, { preferences: { theme: 'dark' } });
  const said = await host.command('chat:send', { content: 'nothing' });
  await expect.poll(() => host.commits.at(-1)?.rev).toBe(said.rev);
  expect(looksTold(host)).toEqual([]);
  for (const one of [host, second]) one.close();
});
