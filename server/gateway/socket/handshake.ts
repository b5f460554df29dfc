import type { IncomingMessage } from 'node:http';
import { refuse, type Refusal } from '../../protocol/errors.ts';
import { withoutNulls } from '../../protocol/left-out.ts';
import { invalid } from '../../protocol/refusal-schema.ts';
import { handshake } from '../../protocol/socket.ts';
import { protocolVersion } from '../../protocol/version.ts';
import type { z } from 'zod';
import type { CarrelSocket, SocketDeps } from './types.ts';

/** `mark`: when it was asked whether the token holds. */
export type Hello = z.infer<typeof handshake> & { readonly mark: number };

/** Refusals reach the client as `connect_error` with `data`. */
class Refused extends Error {
  readonly data: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.data = refusal;
  }
}

/** Lets in who shows a valid token, and keeps what they said for the connection's start. */
export function admitSockets(deps: SocketDeps, hellos: WeakMap<CarrelSocket, Hello>) {
  const admit = async (socket: CarrelSocket, next: (error?: Error) => void) => {
    const refusal = await greet(socket, deps, hellos).catch((error: unknown) => {
      deps.log.error({ err: error, socket: socket.id }, 'A handshake failed');
      return refuse('INTERNAL', 'Something went wrong');
    });
    next(refusal ? new Refused(refusal) : undefined);
  };
  return (socket: CarrelSocket, next: (error?: Error) => void): void => void admit(socket, next);
}

async function greet(socket: CarrelSocket, deps: SocketDeps, hellos: WeakMap<CarrelSocket, Hello>) {
  const auth: Record<string, unknown> = socket.handshake.auth;
  if (typeof auth['token'] !== 'string' || auth['token'] === '') return refuse('UNAUTHENTICATED', 'Sign in first');
  const hello = handshake.safeParse({ protocol: protocolVersion, ...(withoutNulls(handshake, auth) as object) });
  if (!hello.success) return invalid(hello.error);
  const mark = deps.mark();
  const identity = await deps.authenticate(hello.data.token);
  if (!identity.ok) return identity.refusal;
  hellos.set(socket, { ...hello.data, mark });
  socket.data.identity = identity.value;
  socket.data.seats = new Map();
  socket.data.turn = Promise.resolve();
  return null;
}

/**
 * A browser says where a page comes from. A page of another site may not open a socket here: CORS does not apply to
 * WebSocket, so the upgrade itself is refused. Programs send no Origin.
 */
export function mayConnectFrom(allowed: readonly string[], trustProxy: boolean) {
  return (request: Pick<IncomingMessage, 'headers'>): boolean => {
    const { origin, host } = request.headers;
    if (origin === undefined) return true;
    if (allowed.includes(origin)) return true;
    const forwarded = trustProxy ? request.headers['x-forwarded-host'] : undefined;
    const named = typeof forwarded === 'string' ? forwarded : host;
    return URL.canParse(origin) && new URL(origin).host === named;
  };
}
