import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeClock } from '../../server/cli/doctor/clock.ts';
import { judgeDatabase } from '../../server/cli/doctor/database.ts';
import { judgeSpace } from '../../server/cli/doctor/recording.ts';
import { judgeRedis } from '../../server/cli/doctor/redis.ts';
import { carrel } from '../../server/cli/main.ts';
import { startCarrel } from '../support/carrel.ts';
import { startPostgres, type Postgres } from '../support/postgres.ts';
import { startRedis, type RedisServer } from '../support/redis.ts';
import { newDataDir, removeDataDir } from '../support/server-process.ts';

let dataDir: string;
beforeAll(async () => {
  dataDir = await newDataDir();
});
afterAll(() => removeDataDir(dataDir));

/** What the doctor prints, and its exit code. */
async function examined(env: Readonly<Record<string, string>> = {}) {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const code = await carrel(['doctor'], { HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir, ...env }, print);
  return { code, text: lines.join('\n') };
}
const shared = (redisUrl: string, databaseUrl: string) => ({
  REDIS_URL: redisUrl,
  DATABASE_URL: databaseUrl,
  AUTH_SECRET: 'a secret that the doctor has no need to know',
});

test('a configuration that is wrong is told whole, without its secrets', async () => {
  const { code, text } = await examined({
    PORT: '70000',
    REDIS_URL: 'redis://:hunter2@localhost',
    AUTH_SECRET: 'hunter3',
  });
  expect(code).toBe(1);
  expect(text).toMatch(/WRONG +configuration: PORT/);
  expect(text).toMatch(/WRONG +configuration: AUTH_SECRET/);
  expect(text).not.toContain('hunter');
});

test('what it does not understand changes nothing, and is answered by what it does', async () => {
  const lines: string[] = [];
  for (const args of [[], ['docter'], ['room', 'inspect'], ['room', 'delete', 'x']]) {
    expect(await carrel(args, {}, (line) => void lines.push(line))).toBe(2);
  }
  expect(lines[0]).toContain('carrel room replay <id>');
});

describe('a single node', () => {
  test('embedded, and nothing is running: well', async () => {
    expect(await examined()).toMatchObject({ code: 0, text: expect.stringContaining('a single node') });
  });

  test('a Carrel that is running already is recognised; anything else on its port is not', async () => {
    const server = await startCarrel();
    expect(await examined({ PORT: `${server.port}` })).toMatchObject({
      code: 0,
      text: expect.stringContaining('a Carrel answers on 127.0.0.1'),
    });
    await server.close();
    const other = createServer((socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\nhello')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    expect(await examined({ PORT: `${port}` })).toMatchObject({
      code: 1,
      text: expect.stringMatching(/WRONG +port: something else listens/),
    });
    other.close();
  });

  test('a media worker is tried out, unless it is not installed or calls are off, which is said', async () => {
    expect((await examined()).text).toMatch(/(ok +media: a worker starts|warning +media: no calls: .* not installed)/);
    expect((await examined({ MEDIA_ENABLED: 'false' })).text).toMatch(/- +media: off/);
  });

  test('a disk that is too full to record is warned of, also where the folder is yet to be made', async () => {
    const free = (bytes: number) =>
      judgeSpace('/nowhere/takes', async (folder) => {
        if (folder === '/') return bytes;
        throw Object.assign(new Error('no such folder'), { code: 'ENOENT' });
      });
    expect(await free(2e9)).toMatchObject({ level: 'ok', text: expect.stringContaining('2.0 GB free') });
    expect(await free(4e8)).toMatchObject({
      level: 'warning',
      text: expect.stringContaining('0.4 GB free: nothing is'),
    });
  });

  test('a DATA_DIR in which nothing can be made is wrong', async () => {
    expect(await examined({ DATA_DIR: '/proc/carrel' })).toMatchObject({
      code: 1,
      text: expect.stringMatching(/WRONG +DATA_DIR/),
    });
  });
});

describe('several nodes', () => {
  let redis: RedisServer;
  let postgres: Postgres;
  let env: Readonly<Record<string, string>>;
  beforeAll(async () => {
    [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
    env = shared(redis.url, await postgres.createDatabase());
  });
  afterAll(async () => {
    await Promise.all([redis.close(), postgres.close()]);
  });

  test('a Redis and a PostgreSQL as they should be: well', async () => {
    const { code, text } = await examined(env);
    expect(text).not.toContain('WRONG');
    // As the tests start it, for speed.
    expect(text.match(/^warning(?! +media).*/gm)).toEqual([expect.stringContaining('database: does not sync')]);
    expect(text).toContain('Redis: syncs each write');
    expect(text).toContain('database: its schema is up to date');
    expect(text).toMatch(/ok +clock: \d+ ms/);
    expect(code).toBe(0);
  });

  test('a Redis that evicts, or keeps no log, is wrong; one that syncs every second is told of', async () => {
    await redis.ask('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru', 'appendfsync', 'everysec');
    const evicting = await examined(env);
    expect(evicting).toMatchObject({
      code: 1,
      text: expect.stringMatching(/WRONG +Redis: maxmemory-policy is allkeys-lru/),
    });
    expect(evicting.text).toContain('the last second');
    await redis.ask('CONFIG', 'SET', 'maxmemory-policy', 'noeviction', 'appendonly', 'no');
    expect(await examined(env)).toMatchObject({
      code: 1,
      text: expect.stringMatching(/WRONG +Redis: keeps no append-only file/),
    });
    await redis.ask('CONFIG', 'SET', 'appendonly', 'yes');
  });

  test('stores that do not answer are wrong, each by its name, within seconds', async () => {
    const away = shared('redis://127.0.0.1:1', 'postgresql://127.0.0.1:1/carrel');
    const { code, text } = await examined(away);
    expect(code).toBe(1);
    expect(text).toMatch(/WRONG +Redis: .*ECONNREFUSED/);
    expect(text).toMatch(/WRONG +database: .*ECONNREFUSED/);
  });

  test('`npx carrel doctor` runs on Node 24, whatever Node npx has', async () => {
    const root = join(import.meta.dirname, '../..');
    const foreign = (process.env['PATH'] ?? '').split(delimiter).filter((path) => !path.includes('node_modules'));
    const { stdout } = await promisify(execFile)('npx', ['--offline', 'carrel', 'doctor'], {
      cwd: root,
      env: { PATH: foreign.join(delimiter), HOME: dataDir, PORT: '0', DATA_DIR: dataDir, ...env },
    });
    expect(stdout).toContain('ok       configuration: one of several nodes');
  });
});

test('what cannot be brought about here is judged from what the stores say', () => {
  const redis = {
    version: '6.2.0',
    role: 'slave',
    evicts: 'noeviction',
    usedBytes: 90,
    mostBytes: 100,
    appends: true,
    appended: false,
    syncs: null,
    time: { there: 0, here: 0 },
    nodes: [],
  };
  const levels = judgeRedis(redis).map(({ level }) => level);
  expect(levels).toEqual(['wrong', 'warning', 'wrong', 'warning', 'wrong', 'note']);
  const database = { version: '15', syncs: false, connections: 5, owned: false, pending: ['1_a'], time: redis.time };
  expect(judgeDatabase(database).map(({ level }) => level)).toEqual(['ok', 'wrong', 'warning', 'wrong', 'note']);
  expect(judgeClock('Redis', { there: 601_000, here: 1_000 })).toMatchObject({ level: 'warning' });
});
