import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readUint8, readVarString, readVarUint, type Decoder } from 'lib0/decoding';
import { WebSocket } from 'ws';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { limits } from '../../server/docs/limits.ts';
import { call, gather, guest, type Gathering } from '../support/documents/people.ts';
import { closedWith, saved, stock, synced, type Stock } from '../support/documents/stock.ts';
import { freshDataDir } from '../support/database.ts';
import { removeDataDir, startServerProcess, type ServerProcess } from '../support/server-process.ts';

let server: ServerProcess;
const open: Stock[] = [];
const connect = (...args: Parameters<typeof stock>): Stock => {
  const one = stock(...args);
  open.push(one);
  return one;
};
const text = ({ doc }: Stock) => doc.getText('t').toJSON();
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });

beforeAll(async () => {
  server = await startServerProcess({ dataDir: await freshDataDir() });
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
afterAll(async () => {
  await server.end();
  await removeDataDir(server.dataDir);
});

const notes = (gathering: Gathering, token: string) => connect(server.url, gathering.sessionId, 'notes', token);

describe('stock providers', () => {
  test('converge, on both documents of a session, and roots of any name sync', async () => {
    const gathering = await gather(server.url);
    const bob = await gathering.join();
    for (const kind of ['notes', 'whiteboard'] as const) {
      const [left, right] = [gathering.host, bob].map(({ token }) =>
        connect(server.url, gathering.sessionId, kind, token),
      );
      await Promise.all([synced(left!), synced(right!)]);
      left!.doc.getText('t').insert(0, 'left ');
      right!.doc.getText('t').insert(0, 'right ');
      right!.doc.getMap('anything').set('key', [1, { deep: true }]);
      await until(() => {
        expect(text(left!)).toHaveLength('left right '.length);
        expect(text(left!)).toBe(text(right!));
        expect(left!.doc.getMap('anything').toJSON()).toEqual({ key: [1, { deep: true }] });
      });
    }
  });

  test('merge what was written offline on return', async () => {
    const gathering = await gather(server.url);
    const [left, right] = [notes(gathering, gathering.host.token), notes(gathering, (await gathering.join()).token)];
    await Promise.all([synced(left), synced(right)]);
    left.provider.disconnect();
    left.doc.getText('t').insert(0, 'offline ');
    right.doc.getText('t').insert(0, 'online ');
    left.provider.connect();
    await until(() => {
      expect(text(right)).toHaveLength('offline online '.length);
      expect(text(left)).toBe(text(right));
    });
  });

  test('see who is there by the name they signed in with', async () => {
    const gathering = await gather(server.url);
    const bob = await gathering.join();
    const [left, right] = [notes(gathering, gathering.host.token), notes(gathering, bob.token)];
    right.provider.awareness.setLocalStateField('user', { name: 'Somebody else' });
    await until(() => {
      const seen = left.provider.awareness.getStates().get(right.doc.clientID);
      expect(seen).toMatchObject({ user: { id: bob.userId, name: bob.name } });
    });
    right.close();
    await until(() => expect(left.provider.awareness.getStates().has(right.doc.clientID)).toBe(false));
  });

  test('are told what is saved if they ask, and never hear of it else', async () => {
    const gathering = await gather(server.url);
    const one = notes(gathering, gathering.host.token);
    await synced(one);
    const told = new Promise<number[]>((resolve) => {
      one.provider.messageHandlers[100] = (_, decoder) => resolve([readVarUint(decoder), readUint8(decoder)]);
    });
    one.doc.getText('t').insert(0, 'words');
    one.provider.ws!.send(Uint8Array.of(100, 7));
    expect(await told).toEqual([7, 1]);
  });
});

describe('refusals', () => {
  test('each with its code', async () => {
    const gathering = await gather(server.url);
    const hidden = await gather(server.url, { isPublic: false });
    const outsider = await guest(server.url);
    const code = (sessionId: string, token: string) => closedWith(connect(server.url, sessionId, 'notes', token));
    expect(await code(gathering.sessionId, '')).toBe(4401);
    expect(await code(gathering.sessionId, 'nonsense')).toBe(4401);
    expect(await code(gathering.sessionId, outsider.token)).toBe(4403);
    expect(await code(hidden.sessionId, outsider.token)).toBe(4404);
    expect(await code(randomUUID(), outsider.token)).toBe(4404);
    expect(await code('nonsense', outsider.token)).toBe(4404);
    const unknown = connect(server.url, gathering.sessionId, 'nothing' as never, gathering.host.token);
    expect(await closedWith(unknown)).toBe(4404);
  });

  test('a ticket opens the documents of its session and no others', async () => {
    const [one, other] = [await gather(server.url), await gather(server.url)];
    const { body } = await call<{ ticket: string }>(server.url, 'GET', `${one.path}/document-ticket`, {
      token: one.host.token,
    });
    await synced(notes(one, body.ticket));
    expect(await closedWith(notes(other, body.ticket))).toBe(4401);
  });

  test('a copy of another epoch is refused before anything of it is sent; one of this epoch is told so', async () => {
    const gathering = await gather(server.url);
    const { host, sessionId } = gathering;
    const epochOf = (provider: { messageHandlers: unknown[] }) =>
      new Promise<string>((resolve) => {
        provider.messageHandlers[101] = (_: unknown, decoder: Decoder) => resolve(readVarString(decoder));
      });
    const fresh = connect(server.url, sessionId, 'notes', host.token, { params: { epoch: '' } });
    const epoch = await epochOf(fresh.provider);
    const again = connect(server.url, sessionId, 'notes', host.token, { params: { epoch } });
    expect(await epochOf(again.provider)).toBe(epoch);
    const other = connect(server.url, sessionId, 'notes', host.token, { params: { epoch: 'another' } });
    other.doc.getText('t').insert(0, 'of another history');
    expect(await closedWith(other)).toBe(4409);
    expect(text(again)).toBe('');
  });

  test('who leaves is shut out within a second', async () => {
    const gathering = await gather(server.url);
    const bob = await gathering.join();
    const one = notes(gathering, bob.token);
    await synced(one);
    const closed = closedWith(one);
    const startedAt = performance.now();
    await call(server.url, 'POST', `${gathering.path}/leave`, { token: bob.token, body: {} });
    expect(await closed).toBe(4403);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test('a session that is over is read and not written', async () => {
    const gathering = await gather(server.url);
    const { host } = gathering;
    const one = notes(gathering, host.token);
    await synced(one);
    one.doc.getText('t').insert(0, 'before');
    await saved(one);
    await call(server.url, 'PATCH', `${gathering.path}/notes`, { token: host.token, body: { content: 'kept' } });
    for (const turn of ['start', 'end'])
      await call(server.url, 'POST', `${gathering.path}/${turn}`, { token: host.token, body: {} });
    one.doc.getText('t').insert(0, 'after ');
    const late = notes(gathering, host.token);
    await synced(late);
    expect(text(late)).toBe('before');
    const refused = await call(server.url, 'PATCH', `${gathering.path}/notes`, {
      token: host.token,
      body: { content: 'x' },
    });
    expect(refused.status).toBe(410);
  });

  test('a tool that is switched off is read, and written again when it is back', async () => {
    const gathering = await gather(server.url);
    const { host } = gathering;
    const [one, other] = [notes(gathering, host.token), notes(gathering, (await gathering.join()).token)];
    await Promise.all([synced(one), synced(other)]);
    const enable = (enabledTools: string[]) =>
      call(server.url, 'PATCH', `${gathering.path}/settings`, { token: host.token, body: { enabledTools } });
    expect((await enable(['CHAT'])).status).toBe(200);
    one.doc.getText('t').insert(0, 'quietly ');
    const refused = await call(server.url, 'PATCH', `${gathering.path}/notes`, {
      token: host.token,
      body: { content: 'x' },
    });
    expect(refused.status).toBe(403);
    expect(text(other)).toBe('');
    await enable(['CHAT', 'NOTES']);
    await until(() => expect(text(other)).toBe('quietly '));
  });

  test('a locked board is written by hosts and read by the others, until it is unlocked', async () => {
    const gathering = await gather(server.url);
    const { host } = gathering;
    const bob = await gathering.join();
    const [ann, member] = [host, bob].map(({ token }) => connect(server.url, gathering.sessionId, 'whiteboard', token));
    await Promise.all([synced(ann!), synced(member!)]);
    const lock = (lockedTools: string[]) =>
      call(server.url, 'PATCH', `${gathering.path}/settings`, { token: host.token, body: { lockedTools } });
    expect((await lock(['WHITEBOARD'])).status).toBe(200);
    member!.doc.getText('t').insert(0, 'the member ');
    ann!.doc.getText('t').insert(0, 'the host ');
    await until(() => expect(text(member!)).toContain('the host'));
    expect(text(ann!)).toBe('the host ');
    const draw = (who: typeof bob) =>
      call(server.url, 'PATCH', `${gathering.path}/whiteboard`, { token: who.token, body: { elements: [] } });
    expect([(await draw(bob)).status, (await draw(host)).status]).toEqual([403, 200]);
    await lock([]);
    await until(() => expect(text(ann!)).toContain('the member'));
  });

  test.each([
    ['4400', 'no message of the protocol', Uint8Array.of(77, 1, 2)],
    ['4400', 'an update that is none', Uint8Array.of(0, 2, 3, 1, 2, 3)],
    ['4400', 'text', 'hello'],
    ['4413', 'too much', new Uint8Array(limits.frameBytes + 1)],
    ['4413', 'far too much, of which most is unread', new Uint8Array(8 * limits.frameBytes)],
  ])('%s for %s', async (code, _, frame) => {
    const gathering = await gather(server.url);
    const { host, sessionId } = gathering;
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/yjs/${sessionId}/notes?token=${host.token}`);
    await once(socket, 'message');
    socket.send(frame);
    const [closed] = (await once(socket, 'close')) as [number];
    expect(closed).toBe(Number(code));
  });

  test('a page of another site is refused at the upgrade', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/yjs/x/notes`, { origin: 'https://evil.example' });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('403');
  });
});
