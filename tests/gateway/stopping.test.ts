import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { freshDataDir } from '../support/database.ts';
import { apiOf, newGuest, newSession } from '../support/plain-client.ts';
import { removeDataDir, startServerProcess } from '../support/server-process.ts';
import { visit, type Visitor } from '../support/visitor.ts';

const withinMs = 10_000;
const env = { RATE_LIMITS: 'off' };
const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url));

/** Says one thing after the other until the server is gone; answers the ids that were acknowledged. */
async function talk(visitor: Visitor): Promise<string[]> {
  const acknowledged: string[] = [];
  while (visitor.socket.connected) {
    const commandId = randomUUID();
    // Rejected when the connection is gone: then nobody knows, and nothing was acknowledged.
    const ack = await visitor.command('chat:send', { content: commandId }, commandId).catch(() => null);
    if (ack?.ok) acknowledged.push(commandId);
  }
  return acknowledged;
}

test(
  'SIGTERM under a stream of commands: clients are told, all that was acknowledged is there, exit 0 in time',
  { timeout: 90_000 },
  async () => {
    const dataDir = await freshDataDir();
    let server = await startServerProcess({ dataDir, env });
    const people = await Promise.all(['Ann', 'Bob', 'Cleo'].map((name) => newGuest(server.url, name)));
    const session = await newSession(server.url, people[0]!);
    const auth = { sessionId: session.id, invite: session.invite };
    const visitors = await Promise.all(people.map((one) => visit(server.url, one, auth)));
    const paused = await visit(server.url, people[0]!, auth);
    (paused.socket.io.engine.transport as unknown as { ws: { pause(): void } }).ws.pause();
    // A request whose body never comes, and a connection on which nothing ever does.
    const hanging = [
      'POST /api/auth/guest HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
      '',
    ].map((text) =>
      connect(server.port, '127.0.0.1')
        .on('error', () => {})
        .setNoDelay()
        .write(text),
    );
    expect(hanging).toHaveLength(2);

    const talks = visitors.map(talk);
    await expect.poll(() => visitors[0]!.commits.length, { timeout: 30_000 }).toBeGreaterThan(100);
    const stoppedAt = Date.now();
    expect(await server.end('SIGTERM')).toBe(0);
    expect(Date.now() - stoppedAt).toBeLessThan(withinMs);
    const acknowledged = (await Promise.all(talks)).flat();
    for (const one of visitors) {
      expect(one.pushes.find(({ name }) => name === 'server:draining')?.payload).toEqual({
        reconnectInMs: expect.any(Number),
      });
    }
    expect(acknowledged.length).toBeGreaterThan(100);
    paused.close();

    server = await startServerProcess({ dataDir, env });
    const kept = new Set<string>();
    for (let before = ''; ;) {
      const path = `/api/study-sessions/${session.id}/messages?limit=100${before}`;
      const { body } = await apiOf(server.url)<{ messages: { id: string }[]; hasMore: boolean }>('GET', path, {
        token: people[0]!.token,
      });
      for (const { id } of body.messages) kept.add(id);
      if (!body.hasMore) break;
      before = `&before=${body.messages.at(-1)!.id}`;
    }
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    expect(await server.end('SIGTERM')).toBe(0);
    await removeDataDir(dataDir);
  },
);

test('whoever hears that it is ready may end it in that very moment: exit 0', async () => {
  const dataDir = await freshDataDir();
  const ending = "console.log = () => process.kill(process.pid, 'SIGTERM')";
  const child = spawn(process.execPath, [`--import=data:text/javascript,${encodeURIComponent(ending)}`, main], {
    stdio: 'ignore',
    env: { HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir },
  });
  expect(await once(child, 'exit')).toEqual([0, null]);
  await removeDataDir(dataDir);
});

test('whoever ends it while it starts waits for nothing: exit 0', async () => {
  const dataDir = await freshDataDir();
  // A database that does not answer: it goes on starting until it is ended.
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const child = spawn(process.execPath, [main], {
    stdio: 'ignore',
    env: { HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir, DATABASE_URL: `postgres://127.0.0.1:${port}/carrel` },
  });
  const exit = once(child, 'exit');
  await Promise.race([once(silent, 'connection'), exit]);
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  silent.close();
  await removeDataDir(dataDir);
});

test('SIGTERM to `npm start` stops the server with it, and is no failure', { timeout: 60_000 }, async () => {
  const dataDir = await freshDataDir();
  // What stands before it is made already.
  const npm = spawn('npm', ['start', '--ignore-scripts'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  npm.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const url = () => /Carrel is ready at http:\/\/localhost:(\d+)/.exec(said)?.[1];
  await expect.poll(url, { timeout: 30_000 }).toBeDefined();
  const readyz = `http://127.0.0.1:${url()}/readyz`;
  expect((await fetch(readyz)).status).toBe(200);
  const stoppedAt = Date.now();
  npm.kill('SIGTERM');
  expect(await once(npm, 'exit')).toEqual([0, null]);
  expect(Date.now() - stoppedAt).toBeLessThan(withinMs);
  await expect(fetch(readyz)).rejects.toThrow('fetch failed');
  await removeDataDir(dataDir);
});

test('a port that is taken is said in a line', async () => {
  const server = await startServerProcess({ env });
  const another = await startServerProcess({ port: server.port, env }).catch((error: Error) => error.message);
  expect(another).toBe(`ended (1):\nThe server cannot listen on PORT ${server.port}: another program does`);
  expect(await server.end()).toBe(0);
  await removeDataDir(server.dataDir);
});
