import { io } from 'socket.io-client';
import { startServerProcess, type ServerProcess } from '../../support/server-process.ts';

/** What a measured server is told: nothing but the work is to be counted. */
export const measuredEnv: Readonly<Record<string, string>> = {
  RATE_LIMITS: 'off',
  MAX_PARTICIPANTS: '1000',
  LOG_LEVEL: 'error',
  ...(process.env['BENCH_NODE_OPTIONS'] ? { NODE_OPTIONS: process.env['BENCH_NODE_OPTIONS'] } : {}),
};

export const startMeasured = (env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> =>
  startServerProcess({ env: { ...measuredEnv, ...env } });

export type OpenSession = { readonly sessionId: string; readonly guest: () => Promise<string> };

/** POSTs JSON and answers what came back; throws on a refusal. */
async function call<Body>(server: ServerProcess, path: string, body: object, token?: string): Promise<Body> {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const response = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Body;
}

/** A public session with something in it, and a way to make more guests. */
export async function openSession(
  server: ServerProcess,
  { goals = 0, messages = 0 }: { goals?: number; messages?: number } = {},
): Promise<OpenSession> {
  const guest = async () => (await call<{ token: string }>(server, '/api/auth/guest', { name: 'Bench' })).token;
  const token = await guest();
  const created = await call<{ session: { id: string } }>(
    server,
    '/api/study-sessions/create',
    { title: 'Bench', isPublic: true, maxParticipants: 1_000 },
    token,
  );
  const sessionId = created.session.id;
  const socket = io(server.url, { transports: ['websocket'], forceNew: true, auth: { token, protocol: 1, sessionId } });
  await new Promise<void>((resolve) => void socket.once('room:joined', () => resolve()));
  for (let count = 0; count < messages; count += 1) {
    await socket.emitWithAck('chat:send', { sessionId, commandId: crypto.randomUUID(), content: `message ${count}` });
  }
  for (let count = 0; count < goals; count += 1) {
    await socket.emitWithAck('goal:add', { sessionId, commandId: crypto.randomUUID(), title: `goal ${count}` });
  }
  socket.disconnect();
  return { sessionId, guest };
}
