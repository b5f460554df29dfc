import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Config } from '../../config.ts';
import { note, ok, reasonOf, wrong, type Finding } from '../finding.ts';

const answerMs = 2_000;

/** Whether the server could listen where it is told to, or does. */
export async function examinePort({ host, port }: Config): Promise<readonly Finding[]> {
  const about = 'port';
  const where = `${host ?? 'every interface'}, port ${port}`;
  if (port === 0) return [note(about, 'any that is free')];
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return [wrong(about, reasonOf(error))];
    const taken = await isCarrel(host, port);
    return [taken ? ok(about, `a Carrel answers on ${where}`) : wrong(about, `something else listens on ${where}`)];
  } finally {
    server.close();
  }
  return [ok(about, `${where}, is free`)];
}

/** Who listens on all interfaces answers on loopback, too. */
async function isCarrel(host = '127.0.0.1', port = 0): Promise<boolean> {
  const address = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  try {
    const url = `http://${address.includes(':') ? `[${address}]` : address}:${port}/healthz`;
    const response = await fetch(url, { signal: AbortSignal.timeout(answerMs) });
    return ((await response.json()) as { status?: unknown }).status === 'ok';
  } catch {
    // Whatever it is, it is not a Carrel that serves.
    return false;
  }
}
