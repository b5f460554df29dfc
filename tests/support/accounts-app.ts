import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type Router } from 'express';
import { createPasswords } from '../../server/adapters/argon2/passwords.ts';
import { createAccountStore } from '../../server/adapters/prisma/account-store.ts';
import type { PrismaClient } from '../../server/adapters/prisma/open-database.ts';
import { createLimiters } from '../../server/gateway/limits.ts';
import { authRoutes } from '../../server/gateway/rest/auth.ts';
import { peopleRoutes } from '../../server/gateway/rest/people.ts';
import { refreshCookies } from '../../server/gateway/rest/refresh-cookie.ts';
import { answerErrors, noSuchRoute } from '../../server/gateway/rest/respond.ts';
import { createRoutes, type Routes } from '../../server/gateway/rest/route.ts';
import type { Accounts } from '../../server/people/accounts/accounts.ts';
import { believedFor, createAuthentication } from '../../server/people/accounts/authentication.ts';
import type { UserId } from '../../server/protocol/ids.ts';

export interface Answer {
  status: number;
  headers: Headers;
  // What came over the wire; a test that reads it wrongly fails.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

export interface CallOptions {
  body?: unknown;
  /** Sent as it is, where `body` would be sent as JSON. */
  text?: string;
  token?: string;
  headers?: Record<string, string>;
}

export interface AccountsApp {
  accounts: Accounts;
  /** The server's clock; tests move it. */
  clock: { now: number };
  revoked: UserId[];
  logged: unknown[];
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  close(): Promise<void>;
}

interface AppOptions {
  prisma: PrismaClient;
  rateLimits: boolean;
  publicUrl?: string;
  ready?: () => boolean;
  more?: (routes: Routes) => Router;
}

/** The routes of accounts on a port of their own, with a clock that stands still until a test moves it. */
export async function startAccountsApp(options: AppOptions): Promise<AccountsApp> {
  const clock = { now: Date.UTC(2026, 4, 1, 12) };
  const revoked: UserId[] = [];
  const logged: unknown[] = [];
  const secret = createSecretKey(randomBytes(32));
  const store = createAccountStore(options.prisma);
  const now = () => clock.now;
  const authentication = createAuthentication({
    secret,
    store,
    now,
    believedMs: believedFor.alone,
    onAway: (error) => void logged.push(error),
  });
  const accounts: Accounts = {
    store,
    passwords: createPasswords(),
    secret,
    newId: randomUUID,
    newToken: () => randomBytes(32).toString('base64url'),
    onIssued: authentication.issued,
    onRevoked(userId) {
      revoked.push(userId);
      authentication.revoked(userId);
    },
    onLook: async ({ userId }) => authentication.changed(userId),
  };
  const { authenticate } = authentication;
  const routes = createRoutes({ authenticate, now });
  const limiters = createLimiters({ enabled: options.rateLimits });
  const cookies = refreshCookies(options.publicUrl ?? 'http://localhost');
  const parts = { accounts, routes, authenticate, limiters, cookies };

  const app = express();
  app.set('trust proxy', true);
  app.use(express.json({ limit: '64kb' }));
  app.use('/api/auth', authRoutes(parts));
  app.use('/api', peopleRoutes(parts));
  if (options.more) app.use('/more', options.more(routes));
  app.use(noSuchRoute);
  const log = { error: (entry: unknown) => void logged.push(entry) };
  app.use(answerErrors(log, async () => ({ ready: options.ready?.() ?? true })));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const call = async (method: string, path: string, { body, text, token, headers }: CallOptions = {}) => {
    const json = text ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: json }),
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { accounts, clock, revoked, logged, call, close };
}
