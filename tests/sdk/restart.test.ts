import { afterAll, expect, test, vi } from 'vitest';
import { createClient, memoryTokens } from '../../client/sdk/index.ts';
import { freshDataDir } from '../support/database.ts';
import { removeDataDir, startServerProcess, type ServerProcess } from '../support/server-process.ts';
import { kindOf, ready } from './support/bench.ts';

let server: ServerProcess;
const dataDirs: string[] = [];
afterAll(async () => {
  await server.end('SIGKILL');
  await Promise.all(dataDirs.map(removeDataDir));
});

const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 10 });

test.each([
  ['killed', 'SIGKILL'],
  ['restarted in good order', 'SIGTERM'],
] as const)(
  'a server %s under a stream of messages: each is there once, in order, and the client is back by itself',
  async (_, signal) => {
    const dataDir = await freshDataDir();
    dataDirs.push(dataDir);
    const env = { RATE_LIMITS: 'off' };
    server = await startServerProcess({ dataDir, env });
    const { url, port } = server;
    const client = createClient({ url, tokens: memoryTokens({ url }) });
    await client.api.auth.guest({ name: 'Ada' });
    const created = await client.api.sessions.create({ title: 'Reading' });
    if (!created.ok) throw new Error(created.refusal.message);
    const session = client.joinSession(created.value.session.id);
    await until(() => expect(kindOf(session.state)).toBe('ready'));

    let said = 0;
    const answers: Promise<{ ok: boolean }>[] = [];
    const say = () => answers.push(session.send('chat:send', { content: `${(said += 1)}` }));
    // No more than the SDK keeps, however long the server takes to start.
    const talk = setInterval(() => ready(session).pending.length < 100 && say(), 20);
    await until(() => expect(ready(session).room.chat.total).toBeGreaterThan(10));
    await server.end(signal);
    await until(() => expect(said).toBeGreaterThan(30));
    server = await startServerProcess({ dataDir, port, env });
    await until(() => expect(kindOf(client.connection)).toBe('online'));
    await until(() => expect(said).toBeGreaterThan(40));
    clearInterval(talk);

    for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ ok: true });
    await until(() => expect(session.chat.getSnapshot().total).toBe(said));
    while (session.chat.getSnapshot().older.kind !== 'none') await session.loadOlderMessages();
    expect(session.chat.getSnapshot().entries.map(({ message }) => message.content)).toEqual(
      Array.from({ length: said }, (__, index) => `${index + 1}`),
    );
    expect(ready(session)).toMatchObject({ live: true, pending: [], resyncs: [] });
    client.close();
    await server.end('SIGKILL');
  },
  60_000,
);
