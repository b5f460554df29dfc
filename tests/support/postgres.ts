import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { openDatabase } from '../../server/adapters/prisma/open-database.ts';
import { template } from './templates.ts';

const run = promisify(execFile);
const bin = globSync('/usr/lib/postgresql/*/bin').toSorted().at(-1);

/** Whether PostgreSQL is installed; scripts/install-tools.sh does that. */
export const hasPostgres = bin !== undefined;

const templateDatabase = 'carrel_template';
// What a test writes need not survive the machine.
const settings = "-c listen_addresses='' -c fsync=off -c shared_buffers=16MB -c max_connections=60";

/** PostgreSQL refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const entry = readFileSync('/etc/passwd', 'utf8').match(/^postgres:[^:]*:(\d+):(\d+):/m);
  return { uid: Number(entry?.[1] ?? 65_534), gid: Number(entry?.[2] ?? 65_534) };
}

async function as(command: string, ...args: string[]): Promise<void> {
  await run(command, args, { ...unprivileged(), cwd: '/' });
}

async function ownDirectory(directory: string): Promise<void> {
  const user = unprivileged();
  if (user) await chown(directory, user.uid, user.gid);
}

const control = (directory: string, ...args: string[]) =>
  as(`${bin}/pg_ctl`, '-D', join(directory, 'cluster'), '-w', '-s', '-l', join(directory, 'log'), ...args);
const start = (directory: string) => control(directory, '-o', `${settings} -k ${directory}`, 'start');
const stop = (directory: string) => control(directory, '-m', 'immediate', 'stop');
const urlOf = (directory: string, database: string) => `postgresql://postgres@localhost/${database}?host=${directory}`;

async function execute(directory: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: urlOf(directory, 'postgres') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function makeTemplate(directory: string): Promise<void> {
  await ownDirectory(directory);
  await as(`${bin}/initdb`, '-D', join(directory, 'cluster'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '-N');
  await start(directory);
  await execute(directory, `CREATE DATABASE ${templateDatabase}`);
  const log = { info: () => {}, error: () => {} };
  const database = await openDatabase({ databaseUrl: urlOf(directory, templateDatabase), dataDir: directory, log });
  await database.close();
  await control(directory, '-m', 'fast', 'stop');
}

export interface Postgres {
  /** A database of its own, with all migrations applied; answers its address. */
  createDatabase(): Promise<string>;
  /** As a crash: connections break, and new ones are refused until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** A PostgreSQL server of the caller's own, on a Unix socket. */
export async function startPostgres(): Promise<Postgres> {
  const source = await template(`postgres ${bin}`, makeTemplate);
  const directory = await mkdtemp(join(tmpdir(), 'carrel-pg-'));
  await ownDirectory(directory);
  await as('cp', '-r', join(source, 'cluster'), directory);
  await start(directory);
  return {
    createDatabase: async () => {
      const name = `test_${randomBytes(8).toString('hex')}`;
      await execute(directory, `CREATE DATABASE ${name} TEMPLATE ${templateDatabase}`);
      return urlOf(directory, name);
    },
    stop: () => stop(directory),
    start: () => start(directory),
    close: async () => {
      // It may have been stopped by the test.
      await stop(directory).catch(() => {});
      await rm(directory, { recursive: true, force: true });
    },
  };
}
