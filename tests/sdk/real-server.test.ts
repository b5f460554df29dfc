import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createClient, memoryTokens, type Client, type SessionHandle } from '../../client/sdk/index.ts';
import { socketTransport } from '../../client/sdk/connection/socket-transport.ts';
import type { Way } from '../../client/sdk/connection/transport.ts';
import type { RunningServer } from '../../server/composition/server.ts';
import type { SessionId, UserId } from '../../server/protocol/ids.ts';
import { startCarrel } from '../support/carrel.ts';
import { kindOf, ready } from './support/bench.ts';

let carrel: RunningServer;
beforeAll(async () => {
  carrel = await startCarrel({ RATE_LIMITS: 'off' });
});
afterAll(() => carrel.close());

async function guest(name: string): Promise<Client> {
  const client = createClient({ url: carrel.url, tokens: memoryTokens({ url: carrel.url }) });
  onTestFinished(() => client.close());
  const answer = await client.api.auth.guest({ name });
  if (!answer.ok) throw new Error(answer.refusal.message);
  return client;
}

async function session(host: Client): Promise<SessionId> {
  const created = await host.api.sessions.create({ title: 'Reading', isPublic: true });
  if (!created.ok) throw new Error(created.refusal.message);
  return created.value.session.id;
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 10 });
const isReady = (handle: SessionHandle) => until(() => expect(kindOf(handle.state)).toBe('ready'));
const texts = (handle: SessionHandle) => ready(handle).room.chat.recent.map(({ content }) => content);

describe('two clients and a server', () => {
  test('meet in a room, talk, tick goals, run the timer, and end it', async () => {
    const [host, other] = await Promise.all([guest('Ada'), guest('Bob')]);
    const id = await session(host);
    const [a, b] = [host.joinSession(id), other.joinSession(id)];
    await Promise.all([isReady(a), isReady(b)]);

    expect(await a.send('session:start', {})).toMatchObject({ ok: true });
    expect(await a.send('chat:send', { content: 'Hello' })).toMatchObject({ ok: true });
    expect(await b.send('goal:add', { title: 'Read' })).toMatchObject({ ok: true });
    expect(await a.send('timer:start', {})).toMatchObject({ ok: true });
    expect(await b.send('timer:pause', {})).toMatchObject({ ok: false, refusal: { code: 'FORBIDDEN' } });
    await until(() => {
      expect(texts(b)).toEqual(['Hello']);
      expect(ready(a).room.goals).toHaveLength(1);
      expect(ready(b).room).toEqual(ready(a).room);
      expect(Math.abs(a.remainingMs()! - b.remainingMs()!)).toBeLessThan(50);
    });
    expect(await a.send('session:end', {})).toMatchObject({ ok: true });
    await until(() => expect(b.state.getSnapshot()).toMatchObject({ kind: 'closed', reason: 'ENDED' }));
  });

  test('a link that is cut is resumed from the cursor', async () => {
    const host = await guest('Ada');
    const handle = host.joinSession(await session(host));
    await isReady(handle);
    await handle.send('chat:send', { content: 'before' });
    const resumed = new Set<string>();
    host.connection.subscribe(() => resumed.add(kindOf(host.connection)));
    // Closing one handle of a client makes it open another link.
    host.joinSession('00000000-0000-4000-8000-00000000dead' as SessionId).close();
    const late = handle.send('chat:send', { content: 'during' });
    expect(await late).toMatchObject({ ok: true });
    await until(() => expect(kindOf(host.connection)).toBe('online'));
    await until(() => expect(ready(handle)).toMatchObject({ live: true, resyncs: [] }));
    expect(texts(handle)).toEqual(['before', 'during']);
    expect([...resumed]).toEqual(['reconnecting', 'online']);
  });

  test('the whole room may be asked for again over the same link', async () => {
    const host = await guest('Ada');
    const id = await session(host);
    const first = host.joinSession(id);
    await isReady(first);
    first.close();
    const again = host.joinSession(id);
    await isReady(again);
    expect(ready(again).room.participants[ready(again).self.userId]?.presence).toBe('ONLINE');
  });

  test('who is not let in hears why; a private room is not known to exist', async () => {
    const [host, other] = await Promise.all([guest('Ada'), guest('Bob')]);
    const created = await host.api.sessions.create({ title: 'Private' });
    if (!created.ok) throw new Error(created.refusal.message);
    const { id, inviteLink } = created.value.session;
    const refused = other.joinSession(id);
    await until(() => expect(refused.state.getSnapshot()).toMatchObject({ refusal: { code: 'NOT_FOUND' } }));
    const invite = new URL(inviteLink!).searchParams.get('invite')!;
    const invited = other.joinSession(id, { invite });
    await isReady(invited);
  });

  test('who knocks at a locked room waits, and is let in', async () => {
    const [host, other] = await Promise.all([guest('Ada'), guest('Bob')]);
    const id = await session(host);
    const inside = host.joinSession(id);
    await isReady(inside);
    await inside.send('room:lock', {});
    const outside = other.joinSession(id);
    await until(() => expect(kindOf(outside.state)).toBe('waiting'));
    await until(() => expect(Object.keys(ready(inside).room.waiting)).toHaveLength(1));
    const [userId] = Object.keys(ready(inside).room.waiting) as UserId[];
    expect(await inside.send('room:admit', { userId: userId! })).toMatchObject({ ok: true });
    await isReady(outside);
    // Who comes in sees it on a link of their own, and may be first.
    await until(() => expect(ready(outside).room).toEqual(ready(inside).room));
  });

  test('a token that ends is renewed on the living link', async () => {
    const host = await guest('Ada');
    const handle = host.joinSession(await session(host));
    await isReady(handle);
    expect(await host.api.me.update({ name: 'Ada L.' })).toMatchObject({ ok: true });
    expect(await handle.send('chat:send', { content: 'Still here' })).toMatchObject({ ok: true });
    expect(kindOf(host.connection)).toBe('online');
  });

  test('older messages come page by page', async () => {
    const host = await guest('Ada');
    const id = await session(host);
    const first = host.joinSession(id);
    await isReady(first);
    for (let i = 0; i < 70; i += 1) await first.send('chat:send', { content: `${i}` });
    const late = await guest('Bob');
    const handle = late.joinSession(id);
    await isReady(handle);
    expect(handle.chat.getSnapshot()).toMatchObject({ total: 70, older: { kind: 'some' } });
    await handle.loadOlderMessages();
    expect(handle.chat.getSnapshot().older).toEqual({ kind: 'none' });
    expect(handle.chat.getSnapshot().entries.map(({ message }) => message.content)).toEqual(
      Array.from({ length: 70 }, (_, index) => `${index}`),
    );
  });

  test('the server’s time is known within a few milliseconds', async () => {
    const client = await guest('Ada');
    client.connect();
    await until(() => expect(kindOf(client.connection)).toBe('online'));
    await until(() => expect(Math.abs(client.now() - Date.now())).toBeLessThan(20));
  });
});

describe('the transport', () => {
  /** A server that takes connections and says nothing. */
  async function mute(): Promise<Server> {
    const server = createServer(() => {});
    server.on('upgrade', () => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return server;
  }

  /** A link, and what was heard of it. */
  function open(url: string, token: string, way: Way = 'direct') {
    const heard: unknown[] = [];
    const link = socketTransport(url).open({ token, protocol: 1 }, way, {
      opened: () => heard.push('opened'),
      refused: (refusal) => heard.push(refusal),
      failed: () => heard.push('failed'),
      closed: () => heard.push('closed'),
      pushed: ({ name }) => heard.push(name),
    });
    onTestFinished(() => link.close());
    return { link, heard };
  }
  const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  test('a token that is not valid is a refusal with its code', async () => {
    const { heard } = open(carrel.url, 'nonsense');
    await until(() => expect(heard).toMatchObject([{ code: 'UNAUTHENTICATED' }]));
  });

  test('a port where nobody listens has failed', async () => {
    const gone = await mute();
    const url = addressOf(gone);
    await new Promise((resolve) => gone.close(resolve));
    const { heard } = open(url, 'x');
    await until(() => expect(heard).toEqual(['failed']));
  });

  test('closed while nothing answers, it is silent and lets go of its socket', async () => {
    const server = await mute();
    const connected = new Promise((resolve) => server.once('connection', resolve));
    const { link, heard } = open(addressOf(server), 'x');
    await connected;
    link.close();
    const count = () => new Promise<number>((resolve) => server.getConnections((_, open) => resolve(open)));
    await expect.poll(count).toBe(0);
    expect(heard).toEqual([]);
  });

  test('long polling works as well', async () => {
    const tokens = memoryTokens({ url: carrel.url });
    const client = createClient({ url: carrel.url, tokens });
    await client.api.auth.guest({ name: 'Ada' });
    client.close();
    const { heard } = open(carrel.url, (await tokens.get())!, 'cautious');
    await until(() => expect(heard).toEqual(['opened']));
  });
});
