import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freshDataDir } from './database.ts';
import { freePort } from './free-port.ts';

const mainFile = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
/**
 * As `npm start` has it. Without it V8 lets the young generation grow to 128 MB while many people join, and keeps it:
 * 124 kB of RSS a joined connection (`npm run bench -- idle`).
 */
export const nodeFlags = ['--max-semi-space-size=4'];
const slowWire = process.env['CARREL_TEST_WIRE_DELAY_MS'] ? ['--import', import.meta.resolve('./slow-wire.ts')] : [];

export type ServerProcess = {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  readonly pid: number;
  /** What it logged and printed, newest last, at most 500 lines. */
  readonly output: readonly string[];
  /** Ends the process and waits for its end; answers its exit code, null if a signal ended it. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
  signal(signal: NodeJS.Signals): void;
};

export type ServerOptions = {
  /** Kept and reused; without it, a fresh one that `removeDataDir` removes. */
  readonly dataDir?: string;
  /** The same as before a restart, so that clients find it again; without it, a free one. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
};

export const newDataDir = (): Promise<string> => mkdtemp(join(tmpdir(), 'carrel-'));
export const removeDataDir = (dataDir: string): Promise<void> => rm(dataDir, { recursive: true, force: true });

/** A real server in a process of its own, on loopback. Resolves when it has printed its URL; throws if it ends before. */
export async function startServerProcess(options: ServerOptions = {}): Promise<ServerProcess> {
  const dataDir = options.dataDir ?? (await freshDataDir());
  const child = spawn(process.execPath, [...nodeFlags, ...slowWire, mainFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      CARREL_TEST_WIRE_DELAY_MS: process.env['CARREL_TEST_WIRE_DELAY_MS'],
      HOST: '127.0.0.1',
      PORT: String(options.port ?? (await freePort())),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      ...options.env,
    },
  });
  // A test that failed may not have come to end it.
  const orphaned = () => child.kill('SIGKILL');
  process.once('exit', orphaned);
  child.once('exit', () => process.off('exit', orphaned));
  const output: string[] = [];
  const url = await readUrl(child, output);
  const ended = once(child, 'exit') as Promise<[number | null]>;
  return {
    url: url.replace('localhost', '127.0.0.1'),
    port: Number(new URL(url).port),
    dataDir,
    pid: child.pid!,
    output,
    signal: (signal) => void child.kill(signal),
    async end(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      else return child.exitCode;
      return (await ended)[0];
    },
  };
}

function readUrl(child: ChildProcess, output: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const note = (line: string) => {
      output.push(line);
      if (output.length > 500) output.shift();
      const url = /Carrel is ready at (\S+)/.exec(line)?.[1];
      if (url) resolve(url);
    };
    createInterface({ input: child.stdout! }).on('line', note);
    createInterface({ input: child.stderr! }).on('line', note);
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`ended (${code ?? signal}):\n${output.join('\n')}`)));
  });
}
