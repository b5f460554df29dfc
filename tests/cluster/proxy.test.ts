import { once } from 'node:events';
import { Agent } from 'node:http';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createClient, memoryTokens } from '../../client/sdk/index.ts';
import type { SessionId } from '../../server/protocol/ids.ts';
import { startCluster, type Cluster } from '../support/cluster.ts';
import { startProxy, type Proxy } from '../support/nginx.ts';
import { apiOf, newGuest, newSession } from '../support/plain-client.ts';
import { visit, type Visitor } from '../support/visitor.ts';

// The stack of docker-compose.yml: nginx with the same configuration, two nodes, Redis and PostgreSQL.
vi.setConfig({ testTimeout: 60_000 });
const patience = { timeout: 20_000 };

let cluster: Cluster;
let proxy: Proxy;
beforeAll(async () => {
  cluster = await startCluster({ nodes: [{ TRUST_PROXY: '1' }, { TRUST_PROXY: '1' }] });
  proxy = await startProxy([cluster.nodes[0]!.server.port, cluster.nodes[1]!.server.port]);
}, 60_000);
afterAll(async () => {
  await proxy.close();
  await cluster.close();
});

/** Open sockets, node by node. */
async function sockets(): Promise<number[]> {
  const counts = cluster.nodes.map(async (_, node) => {
    const text = await (await fetch(`${cluster.url(node)}/metrics`)).text();
    return Number(/^carrel_connections (\d+)$/m.exec(text)?.[1]);
  });
  return Promise.all(counts);
}
const said = ({ commits }: Visitor) =>
  commits.flatMap(({ events }) => events.flatMap((event) => (event.type === 'chat.sent' ? event.message.content : [])));

test('without sticky sessions: people land on both nodes, see each other, and nothing of theirs is logged', async () => {
  const { url } = proxy;
  const [ann, bob] = await Promise.all([newGuest(url, 'Ann'), newGuest(url, 'Bob')]);
  const session = await newSession(url, ann, { isPublic: true });
  const auth = { sessionId: session.id, invite: session.invite };
  const people = await Promise.all([ann, ann, bob, bob].map((guest) => visit(url, guest, auth)));
  expect(await sockets()).toEqual([2, 2]);
  for (const [index, one] of people.entries()) await one.command('chat:send', { content: `I am ${index}` });
  for (const one of people) await expect.poll(() => said(one), patience).toContain('I am 3');
  // What one node acknowledged any other tells at once, whichever the proxy picks.
  const read = () => apiOf(url)('GET', `/api/study-sessions/${session.id}/messages`, { token: bob.token });
  const answers = await Promise.all(Array.from({ length: 4 }, read));
  for (const { status, body } of answers) {
    expect([status, (body as { messages?: unknown[] }).messages?.length]).toEqual([200, 4]);
  }
  const document = new WebSocket(`${url.replace('http', 'ws')}/yjs/${session.id}/notes?token=${bob.token}`);
  await once(document, 'message');
  document.terminate();
  for (const one of people) one.close();
  await expect
    .poll(() => proxy.accessLog(), patience)
    .toContainEqual(expect.stringContaining(`/yjs/${session.id}/notes`));
  expect((await proxy.accessLog()).filter((line) => line.includes('token=') || line.includes(bob.token))).toEqual([]);
});

test('without sticky sessions long polling is refused at once, and not answered by a stranger', async () => {
  const { url } = proxy;
  const guest = await newGuest(url, 'Ann');
  await expect(visit(url, guest, {}, { transports: ['polling'] })).rejects.toMatchObject({ description: 400 });
  const asked = await fetch(`${url}/socket.io/?EIO=4&transport=polling`);
  expect([asked.status, await asked.json()]).toEqual([400, { code: 3, message: 'Bad request' }]);
});

test('with sticky sessions people may poll: each stays with one node, and all are in one room', async () => {
  const { stickyUrl } = proxy;
  const [ann, bob] = await Promise.all([newGuest(stickyUrl, 'Ann'), newGuest(stickyUrl, 'Bob')]);
  const session = await newSession(stickyUrl, ann);
  const auth = { sessionId: session.id, invite: session.invite };
  const people: Visitor[] = [];
  // People of several addresses, of which the hash sends some to either node.
  for (let host = 1; host <= 8; host += 1) {
    const agent = new Agent({ localAddress: `127.0.0.${host}`, keepAlive: true });
    const options = { transports: ['polling'], agent: agent as never };
    people.push(await visit(stickyUrl, host % 2 ? ann : bob, auth, options));
  }
  expect((await sockets()).every((count) => count > 0)).toBe(true);
  for (const [index, one] of people.entries()) {
    expect(await one.command('chat:send', { content: `I poll, ${index}` })).toMatchObject({ ok: true });
  }
  for (const one of people) {
    await expect.poll(() => said(one).length, patience).toBe(8);
    expect(one.socket.io.engine.transport.name).toBe('polling');
    one.close();
  }
});

test('a node dies: whoever was with it is with the other within seconds, and calls are answered all the while', async () => {
  const { url } = proxy;
  const guests = await Promise.all(['Ann', 'Bob', 'Cleo', 'Dan'].map((name) => newGuest(url, name)));
  const session = await newSession(url, guests[0]!, { isPublic: true });
  const clients = guests.map(({ token }) => createClient({ url, tokens: memoryTokens({ url, token }) }));
  const handles = clients.map((client) => client.joinSession(session.id as SessionId, { invite: session.invite }));
  const live = () =>
    handles.map((handle) => {
      const state = handle.state.getSnapshot();
      return state.kind === 'ready' && state.live;
    });
  await expect.poll(live, patience).toEqual([true, true, true, true]);
  expect(Math.min(...(await sockets()))).toBeGreaterThan(0);
  await cluster.nodes[0]!.server.end('SIGKILL');
  const shown = () => apiOf(url)('GET', `/api/study-sessions/${session.id}`, { token: guests[0]!.token });
  const answers = await Promise.all(Array.from({ length: 20 }, shown));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  await expect
    .poll(async () => (await handles[0]!.send('chat:send', { content: 'All here?' })).ok, patience)
    .toBe(true);
  await expect.poll(live, patience).toEqual([true, true, true, true]);
  const heard = () =>
    handles.map((handle) => {
      const state = handle.state.getSnapshot();
      return state.kind === 'ready' && state.room.chat.recent.some(({ content }) => content === 'All here?');
    });
  await expect.poll(heard, patience).toEqual([true, true, true, true]);
  for (const client of clients) client.close();
  await cluster.revive(0);
});
