import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { carrel } from '../../server/cli/main.ts';
import { startCluster, type Cluster } from '../support/cluster.ts';
import { freshDataDir } from '../support/database.ts';
import { newGuest, newSession } from '../support/plain-client.ts';
import { removeDataDir, startServerProcess, type ServerProcess } from '../support/server-process.ts';
import { visit } from '../support/visitor.ts';

type Env = Readonly<Record<string, string>>;

async function asked(verb: 'inspect' | 'replay', sessionId: string, env: Env) {
  const lines: string[] = [];
  const code = await carrel(['room', verb, sessionId], env, (line) => void lines.push(line));
  return { code, text: lines.join('\n') };
}

/** Two people who talk, set goals and start the timer. */
async function study(url: string) {
  const [ann, bob] = await Promise.all([newGuest(url, 'Ann'), newGuest(url, 'Bob')]);
  const session = await newSession(url, ann);
  const auth = { sessionId: session.id, invite: session.invite };
  const [a, b] = [await visit(url, ann, auth), await visit(url, bob, auth)];
  await a.command('session:start');
  for (const content of ['one', 'two', 'three']) await b.command('chat:send', { content: `confidential ${content}` });
  await b.command('goal:add', { title: 'Read' });
  const { rev } = await a.command('timer:start');
  const secrets = [session.invite, 'confidential'];
  return { sessionId: session.id, secrets, rev: rev!, a, b };
}

async function recorded(sessionId: string, rev: number, env: Env): Promise<void> {
  const inspected = async () => (await asked('inspect', sessionId, env)).text;
  await expect.poll(inspected, { timeout: 15_000 }).toContain(`recorded 1.${rev}`);
}

describe('embedded', () => {
  let dataDir: string;
  let server: ServerProcess;
  let env: Env;
  beforeAll(async () => {
    dataDir = await freshDataDir();
    env = { DATA_DIR: dataDir };
    server = await startServerProcess({ dataDir });
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await removeDataDir(dataDir);
  });

  test('beside the running server, and after it was killed: where the room stands, and that all agrees', async () => {
    const { sessionId, secrets, rev, a, b } = await study(server.url);
    await recorded(sessionId, rev, env);
    const { code, text } = await asked('inspect', sessionId, env);
    expect(code).toBe(0);
    expect(text).toContain(`SQLite: at 1.${rev}`);
    expect(text).toMatch(/person: Bob \(.*\): PARTICIPANT, JOINED, ONLINE, connected to node-/);
    expect(text).toMatch(/timer: RUNNING, WORK since .* until/);
    for (const secret of secrets) expect(text).not.toContain(secret);
    const replayed = await asked('replay', sessionId, env);
    expect(replayed).toMatchObject({ code: 0, text: expect.stringContaining('rows: those of the room at') });
    // Who was looked at has not noticed.
    expect(await a.command('chat:send', { content: 'still here' })).toMatchObject({ ok: true });
    await server.end('SIGKILL');
    expect(await asked('inspect', sessionId, env)).toMatchObject({
      code: 0,
      text: expect.stringContaining(`1.${rev + 1}`),
    });
    expect(await asked('replay', sessionId, env)).toMatchObject({ code: 0 });
    b.close();
    a.close();
  });

  test('a room that is not there is said not to be, and so is a log', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect(await asked('inspect', nobody, env)).toMatchObject({
      code: 1,
      text: expect.stringContaining('there is none'),
    });
    expect(await asked('replay', 'x', env)).toMatchObject({ code: 1, text: 'x is not the id of a session' });
    const nowhere = await asked('inspect', nobody, { DATA_DIR: '/nonexistent' });
    expect(nowhere).toMatchObject({ code: 1, text: expect.stringContaining('There is no log in /nonexistent') });
  });
});

describe('Redis and PostgreSQL', () => {
  let cluster: Cluster;
  let env: Env;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: [{}] });
    const AUTH_SECRET = 'a secret that looking has no need of';
    env = { REDIS_URL: cluster.redis.url, DATABASE_URL: cluster.databaseUrl, AUTH_SECRET };
  });
  afterAll(() => cluster.close());

  test('what disagrees is found: rows, recorded commits, the room itself', async () => {
    const { sessionId, rev, a, b } = await study(cluster.url(0));
    await recorded(sessionId, rev, env);
    expect(await asked('replay', sessionId, env)).toMatchObject({ code: 0 });

    await cluster.rows((database) => database.sessionGoal.deleteMany({ where: { sessionId } }));
    expect(await asked('replay', sessionId, env)).toMatchObject({
      code: 1,
      text: expect.stringMatching(/WRONG +rows: goals are not those of the room/),
    });

    const key = `carrel:{${sessionId}}:log`;
    const [[, [, commit]]] = (await cluster.redis.ask('XREVRANGE', key, '+', '-', 'COUNT', 1)) as [
      [string, [string, string]],
    ];
    await cluster.redis.ask('XDEL', key, `${rev}-0`);
    // A stream takes no id twice: the commit comes under the next, with another phase in it.
    await cluster.redis.ask('XADD', key, `${rev}-1`, 'commit', commit.replace('"WORK"', '"LONG_BREAK"'));
    const tampered = await asked('replay', sessionId, env);
    expect(tampered).toMatchObject({
      code: 1,
      text: expect.stringMatching(/WRONG +recorded commits: 1\.\d+ is another/),
    });
    a.close();
    b.close();
  });
});
