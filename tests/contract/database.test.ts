import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { listMigrations } from '../../prisma/tools/migrations-folder.ts';
import { startSchemaEngine } from '../../prisma/tools/schema-engine.ts';
import { migrate } from '../../server/adapters/prisma/migrate.ts';
import { openDatabase, type Database, type PrismaClient } from '../../server/adapters/prisma/open-database.ts';
import { databaseKinds, freshDataDir, openTestDatabase, quiet } from '../support/database.ts';
import { hasPostgres, startPostgres, type Postgres } from '../support/postgres.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function folder(prefix: string): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), prefix));
  cleanups.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

const at = new Date('2026-03-29T01:30:00.123Z');
const person = (id: string, username = id) => ({
  data: { id, kind: 'GUEST', username, name: 'Ada', avatarColor: '#1971c2', preferences: {}, createdAt: at } as const,
});
const session = (id: string, createdById: string) => ({
  data: { id, title: 'Analysis', type: 'GROUP', inviteSecret: 's', createdById, createdAt: at } as const,
});

describe.each(databaseKinds)('the database, %s', (kind) => {
  let database: Database;
  let prisma: PrismaClient;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
    prisma = database.prisma;
  });
  afterEach(async () => {
    await prisma.studySession.deleteMany();
    await prisma.user.deleteMany();
  });
  afterAll(async () => {
    await database.close();
    await database.close();
  });

  test('is up', async () => {
    expect(await database.check()).toEqual({ status: 'up' });
  });

  test('keeps an instant to the millisecond, whatever the zone of this process', async () => {
    await prisma.user.create(person('a'));
    expect((await prisma.user.findUniqueOrThrow({ where: { id: 'a' } })).createdAt).toEqual(at);
  });

  test('goes on after statements that failed, alone and in transactions, many at once', async () => {
    const create = (n: number) => prisma.user.create(person(`alone-${n}`, `name-${n % 10}`));
    const transact = (n: number) =>
      prisma.$transaction((tx) => tx.user.create(person(`tx-${n}`, `tx-name-${n % 10}`)), { maxWait: 10_000 });
    const work = Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? create(n) : transact(n)));
    const results = await Promise.allSettled(work);
    const codes = new Set(results.map((result) => (result.status === 'fulfilled' ? 'made' : result.reason.code)));
    expect(codes).toEqual(new Set(['made', 'P2002']));
    expect(await prisma.user.count()).toBe(10);
  });

  test("a user's row that an operator deletes takes nothing of others with it", async () => {
    await prisma.user.create(person('gone'));
    await prisma.user.create(person('stays'));
    await prisma.studySession.create(session('s', 'gone'));
    for (const userId of ['gone', 'stays']) {
      const stay = { sessionId: 's', userId };
      await prisma.sessionParticipant.create({ data: { ...stay, joinedAt: at, role: 'HOST', status: 'JOINED' } });
      await prisma.attendanceInterval.create({ data: { ...stay, startedAt: at } });
      const message = { sessionId: 's', id: `by-${userId}`, rev: 1, authorId: userId, content: 'Hi', createdAt: at };
      await prisma.sessionMessage.create({ data: message });
      const goal = { sessionId: 's', id: userId, title: 'Read', order: 0, createdAt: at };
      await prisma.sessionGoal.create({ data: { ...goal, createdById: userId, completedById: userId } });
    }
    await prisma.notification.create({
      data: { id: 'n', userId: 'gone', type: 'SESSION_INVITE', title: 't', message: 'm', createdAt: at },
    });

    await prisma.user.delete({ where: { id: 'gone' } });

    expect((await prisma.studySession.findUniqueOrThrow({ where: { id: 's' } })).createdById).toBeNull();
    const left = new Set([null, 'stays']);
    expect(new Set((await prisma.sessionParticipant.findMany()).map((row) => row.userId))).toEqual(left);
    expect(new Set((await prisma.attendanceInterval.findMany()).map((row) => row.userId))).toEqual(left);
    expect(new Set((await prisma.sessionMessage.findMany()).map((row) => row.authorId))).toEqual(left);
    const goals = await prisma.sessionGoal.findMany();
    expect(new Set(goals.map((row) => row.createdById))).toEqual(left);
    expect(new Set(goals.map((row) => row.completedById))).toEqual(left);
    expect(await prisma.notification.count()).toBe(0);
  });

  test('two rooms may hold a message and a goal made by the same commandId', async () => {
    await prisma.user.create(person('a'));
    for (const sessionId of ['s', 't']) {
      await prisma.studySession.create(session(sessionId, 'a'));
      const common = { sessionId, id: 'same', createdAt: at };
      await prisma.sessionMessage.create({ data: { ...common, rev: 1, authorId: 'a', content: 'Hi' } });
      await prisma.sessionGoal.create({ data: { ...common, title: 'Read', order: 0 } });
    }
    expect(await prisma.sessionMessage.count()).toBe(2);
  });
});

describe('the embedded database', () => {
  const count = (prisma: PrismaClient) => prisma.user.count();

  /** A process of its own that writes users one after the other and says each that was acknowledged. */
  async function writer(dataDir: string): Promise<{ child: ChildProcess; acknowledged: string[] }> {
    const child = fork(fileURLToPath(new URL('../support/database-writer.ts', import.meta.url)), [dataDir], {
      execPath: process.execPath,
    });
    const acknowledged: string[] = [];
    child.on('message', (id: string) => acknowledged.push(id));
    await expect.poll(() => acknowledged.length, { timeout: 15_000 }).toBeGreaterThan(20);
    return { child, acknowledged };
  }

  test('killed with SIGKILL in the middle of writing it opens again with everything acknowledged', async () => {
    const dataDir = await freshDataDir();
    cleanups.push(() => rm(dataDir, { recursive: true, force: true }));
    const { child, acknowledged } = await writer(dataDir);
    child.kill('SIGKILL');
    await once(child, 'close');

    const database = await openDatabase({ dataDir, log: quiet });
    cleanups.push(() => database.close());
    const found = await database.prisma.user.findMany({ where: { id: { in: acknowledged } } });
    expect(found).toHaveLength(acknowledged.length);
  });

  test('when its machine fails, the query is refused and not left waiting, and health says why', async () => {
    const dataDir = await freshDataDir();
    cleanups.push(() => rm(dataDir, { recursive: true, force: true }));
    const database = await openDatabase({ dataDir, log: quiet });
    cleanups.push(() => database.close());
    // Deeper than the stack of the WASM build.
    const tooDeep = `SELECT ${Array.from({ length: 50_000 }, () => 1).join('+')}`;
    await expect(database.prisma.$queryRawUnsafe(tooDeep)).rejects.toThrow('terminated');
    const health = await database.check();
    expect(health).toEqual({ status: 'down', reason: expect.stringContaining('PGlite did not answer') });
  });

  test('opens where the path is longer than a socket may have', async () => {
    const dataDir = join(await folder('carrel-long-'), 'x'.repeat(120));
    await mkdir(dataDir);
    const database = await openDatabase({ dataDir, log: quiet });
    expect(await count(database.prisma)).toBe(0);
    await database.close();
  });

  test('a directory that holds something else is refused with the reason', async () => {
    const dataDir = await folder('carrel-odd-');
    await mkdir(join(dataDir, 'pglite'));
    await writeFile(join(dataDir, 'pglite', 'PG_VERSION'), 'no version\n');
    await expect(openDatabase({ dataDir, log: quiet })).rejects.toThrow('embedded database');
  });
});

describe.runIf(hasPostgres)('a PostgreSQL server', () => {
  let server: Postgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.close());

  test('that goes away is noticed, and used again when it is back', async () => {
    const database = await openDatabase({ databaseUrl: await server.createDatabase(), dataDir: tmpdir(), log: quiet });
    cleanups.push(() => database.close());
    await server.stop();
    expect(await database.check()).toEqual({ status: 'down', reason: expect.any(String) });
    await expect(database.prisma.user.count()).rejects.toThrow('connect');
    await server.start();
    expect(await database.check()).toEqual({ status: 'up' });
    expect(await database.prisma.user.count()).toBe(0);
  });

  test("Prisma's own tool finds nothing left to migrate", async () => {
    const adapter = new PrismaPg({ connectionString: await server.createDatabase() });
    const engine = await startSchemaEngine(adapter);
    const diagnosis = await engine.diagnoseMigrationHistory({
      migrationsList: listMigrations(),
      optInToShadowDatabase: false,
      filters: { externalTables: [], externalEnums: [] },
    });
    expect(diagnosis).toMatchObject({
      history: null,
      failedMigrationNames: [],
      editedMigrationNames: [],
      hasMigrationsTable: true,
    });
  });

  async function connect() {
    const connectionString = await server.createDatabase();
    return async () => {
      const client = new Client({ connectionString });
      await client.connect();
      cleanups.push(() => client.end());
      return client;
    };
  }

  async function migrations(files: Record<string, string>): Promise<string> {
    const directory = await folder('carrel-migrations-');
    for (const [name, sql] of Object.entries(files)) {
      await mkdir(join(directory, name), { recursive: true });
      await writeFile(join(directory, name, 'migration.sql'), sql);
    }
    return directory;
  }

  test('migrations are applied once, in order, by nodes that start together', async () => {
    const connection = await connect();
    const directory = await migrations({ '2_b': 'ALTER TABLE "T" ADD a INT;', '1_a': 'CREATE TABLE "T" ();' });
    const clients = await Promise.all([connection(), connection(), connection()]);
    const applied = await Promise.all(clients.map((client) => migrate(client, directory)));
    expect(applied.flat()).toEqual(['1_a', '2_b']);
  });

  test('a migration that fails leaves nothing, and is tried again at the next start', async () => {
    const connection = await connect();
    const broken = await migrations({ '1_a': 'CREATE TABLE "T" (); SELECT nonsense;' });
    const first = await connection();
    await expect(migrate(first, broken)).rejects.toThrow('Migration 1_a failed');
    await first.end();
    const mended = await migrations({ '1_a': 'CREATE TABLE "T" ();' });
    expect(await migrate(await connection(), mended)).toEqual(['1_a']);
  });

  test('a migration edited after it was applied is refused', async () => {
    const connection = await connect();
    await migrate(await connection(), await migrations({ '1_a': 'CREATE TABLE "T" ();' }));
    const edited = await migrations({ '1_a': 'CREATE TABLE "U" ();' });
    await expect(migrate(await connection(), edited)).rejects.toThrow('Migration 1_a was edited');
  });
});
