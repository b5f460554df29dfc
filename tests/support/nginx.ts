import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

const template = new URL('../../proxy/carrel.conf.template', import.meta.url);

export type Proxy = {
  /** Any node for any connection. */
  readonly url: string;
  /** The same address, the same node. */
  readonly stickyUrl: string;
  /** A line a request, newest last. */
  accessLog(): Promise<string[]>;
  close(): Promise<void>;
};

/** nginx on loopback before two nodes, with the very configuration of docker-compose.yml. */
export async function startProxy(nodes: readonly [port: number, port: number]): Promise<Proxy> {
  const directory = await mkdtemp(join(tmpdir(), 'carrel-nginx-'));
  const [port, stickyPort] = [await freePort(), await freePort()];
  const values: Record<string, string> = {
    PORT: `127.0.0.1:${port}`,
    STICKY_PORT: `127.0.0.1:${stickyPort}`,
    NODE_1: `127.0.0.1:${nodes[0]}`,
    NODE_2: `127.0.0.1:${nodes[1]}`,
    ACCESS_LOG: join(directory, 'access.log'),
  };
  const filled = (await readFile(template, 'utf8')).replaceAll(/\$\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  await writeFile(join(directory, 'carrel.conf'), filled);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${directory}/${name};`)
    .join(' ');
  const main = `pid ${directory}/pid; daemon off; worker_processes 1; error_log stderr warn;
    events { worker_connections 4096; }
    http { ${temporary} include carrel.conf; }`;
  await writeFile(join(directory, 'nginx.conf'), main);
  const child = await run(directory);
  return {
    url: `http://127.0.0.1:${port}`,
    stickyUrl: `http://127.0.0.1:${stickyPort}`,
    accessLog: async () => (await readFile(join(directory, 'access.log'), 'utf8')).split('\n').filter(Boolean),
    async close() {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Resolves when it listens: it says so by writing its pid, once all its ports are open. Throws if it ends before. */
async function run(directory: string): Promise<ChildProcess> {
  // Debian keeps it where only root's PATH leads.
  const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin`;
  const child = spawn('nginx', ['-p', directory, '-c', join(directory, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH },
  });
  const killed = () => void child.kill('SIGTERM');
  process.once('exit', killed);
  child.once('exit', () => process.off('exit', killed));
  const complaints: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
  /* oxlint-disable no-await-in-loop -- until it is there, or gone */
  while (!existsSync(join(directory, 'pid'))) {
    if (child.exitCode !== null) throw new Error(`nginx ended (${child.exitCode}):\n${complaints.join('')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  /* oxlint-enable no-await-in-loop */
  return child;
}
