import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { loadAuthSecret, secretKey } from './adapters/files/auth-secret.ts';
import { createPasswords } from './adapters/argon2/passwords.ts';
import { createAccountStore } from './adapters/prisma/account-store.ts';
import { createDocumentArchive } from './adapters/prisma/document-archive.ts';
import { openDatabase } from './adapters/prisma/open-database.ts';
import { createRoomArchive } from './adapters/prisma/room-archive.ts';
import { createRoomRecords } from './adapters/prisma/room-records.ts';
import { createSessionDirectory } from './adapters/prisma/session-directory.ts';
import { openDocumentLog } from './adapters/sqlite/document-log.ts';
import { DataDirInUseError } from './adapters/sqlite/open-file.ts';
import { openRoomStore } from './adapters/sqlite/room-store.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import { trackConnections } from './gateway/connections.ts';
import { startDocuments } from './docs/start.ts';
import { createHttpApp } from './gateway/http.ts';
import { createLimiters } from './gateway/limits.ts';
import { createLog, type Log } from './gateway/log.ts';
import { createMetrics } from './gateway/metrics.ts';
import { authRoutes } from './gateway/rest/auth.ts';
import { docsRoutes } from './gateway/rest/docs.ts';
import { documentRoutes } from './gateway/rest/documents.ts';
import { peopleRoutes } from './gateway/rest/people.ts';
import { refreshCookies } from './gateway/rest/refresh-cookie.ts';
import { createRoutes } from './gateway/rest/route.ts';
import { sessionRoutes } from './gateway/rest/sessions.ts';
import { mayConnectFrom } from './gateway/socket/handshake.ts';
import { attachSockets, type SocketGateway } from './gateway/socket/socket-server.ts';
import { createBearers } from './gateway/yjs/admission.ts';
import { followRooms } from './gateway/yjs/follow-rooms.ts';
import { attachDocuments, type DocumentServer } from './gateway/yjs/document-server.ts';
import { verifyAccess } from './people/accounts/tokens.ts';
import type { UserId } from './protocol/ids.ts';
import { startPresence, recoverRooms } from './rooms/presence.ts';
import { startRecorder, type Recorder } from './rooms/recorder.ts';
import { startRetirement } from './rooms/retirement.ts';
import { createRooms } from './rooms/rooms.ts';
import { startScheduler } from './rooms/scheduler.ts';

const webDir = fileURLToPath(new URL('../dist/web', import.meta.url));
/** When clients may come back after a restart in good order, and how long the server takes to leave at the most. */
const reconnectInMs = 1_500;
const finishWithinMs = 1_500;
const recordWithinMs = 4_000;
const exitWithinMs = 9_500;

export type RunningServer = {
  readonly url: string;
  readonly port: number;
  /** Stops in good order: nothing acknowledged is lost. Twice is once. */
  close(): Promise<void>;
};

/** Puts the parts together and opens the port. What was opened first is closed last. */
export async function startServer(config: Config, log: Log): Promise<RunningServer> {
  const now = () => Date.now();
  const newId = () => randomUUID();
  const metrics = createMetrics();
  const closers: (() => Promise<void> | void)[] = [];
  const opened = <Part extends { close(): Promise<void> | void }>(part: Part): Part => {
    closers.push(() => part.close());
    return part;
  };
  const closeAll = async () => {
    const failures: unknown[] = [];
    for (let close = closers.pop(); close; close = closers.pop()) {
      try {
        await close();
      } catch (error) {
        // The others are closed all the same.
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything closed');
  };

  try {
    // The log first: whoever holds it is alone in DATA_DIR.
    const store = opened(openRoomStore({ dataDir: config.dataDir, now }));
    const secret = config.authSecret ? secretKey(config.authSecret) : await loadAuthSecret(config.dataDir);
    const { databaseUrl, dataDir } = config;
    const database = opened(await openDatabase({ databaseUrl, dataDir, log }));
    const archive = createRoomArchive(database.prisma);
    // Rooms may have something to tell people before there is a way to: their devices ask when they connect.
    const sockets: { gateway: SocketGateway | null; documents: DocumentServer | null } = {
      gateway: null,
      documents: null,
    };
    const notify: SocketGateway['notify'] = (userId, notification) => sockets.gateway?.notify(userId, notification);
    const records = createRoomRecords(database.prisma, { notify, newId });

    const node = `${config.nodeId}:${newId()}`;
    const rooms = createRooms({
      store,
      archive,
      recorded: (sessionId, rev) => recorder.caughtUp(sessionId, rev),
      maxParticipants: config.maxParticipants,
      newId,
      onFailure: (sessionId, error) => {
        metrics.storeFailures.inc();
        log.error({ err: error, sessionId }, 'A write to the log of a room failed');
      },
      onConflict: () => metrics.conflicts.inc(),
    });
    const onError = (error: unknown) => log.error({ err: error }, 'Work in the background failed');
    const recorder: Recorder = startRecorder(rooms, store, records, {
      onError: (sessionId, error) => {
        metrics.recorderFailures.inc();
        log.error({ err: error, sessionId }, 'Recording a room failed; it is tried again');
      },
      onBacklog: (behind) => metrics.recorderBacklog.set(behind),
    });
    opened({ close: () => recorder.close(recordWithinMs) });
    const scheduler = opened(startScheduler(rooms, store, onError));
    const idleMs = 60_000;
    const dormantMs = 600_000;
    opened(startRetirement({ rooms, store, records, recorder, scheduler, onError, idleMs, dormantMs }));
    opened(await startPresence(store, node, onError));
    const found = await recoverRooms(rooms, store, node, (room) => scheduler.watch(room));
    for (const sessionId of found) recorder.mark(sessionId);

    const documents = opened(
      startDocuments({
        log: opened(await openDocumentLog({ dataDir })),
        archive: createDocumentArchive(database.prisma),
        now,
        newId,
        onError: (about, error) => log.error({ err: error, about }, 'Keeping a document failed'),
      }),
    );
    opened({ close: await followRooms(rooms, documents) });

    const limiters = createLimiters({ enabled: config.rateLimits });
    const authenticate = (token: string, at = now()) => verifyAccess(secret, token, at);
    const accounts = {
      store: createAccountStore(database.prisma),
      passwords: createPasswords(),
      secret,
      newId,
      newToken: () => randomBytes(32).toString('base64url'),
      onRevoked: (userId: UserId) => {
        sockets.gateway?.revoke(userId);
        sockets.documents?.revoke(userId);
      },
    };
    const http = createServer();
    const cutOff = trackConnections(http);
    let draining = false;
    // The address is known when the port is open; nobody asks before.
    const publicUrl = () => config.publicUrl ?? `http://localhost:${(http.address() as AddressInfo).port}`;
    const routes = createRoutes({ authenticate, now });
    const cookies = refreshCookies(config.publicUrl ?? 'http://localhost');
    const sessions = {
      directory: createSessionDirectory(database.prisma),
      rooms,
      recorder,
      maxParticipants: config.maxParticipants,
      publicUrl,
      newId,
      newSecret: () => randomBytes(18).toString('base64url'),
      notify,
    };
    const accountOptions = { accounts, routes, authenticate, limiters, cookies };
    const app = createHttpApp({
      log,
      metrics,
      trustProxy: config.trustProxy,
      allowedOrigins: config.allowedOrigins,
      secure: publicUrlIsSecure(config),
      webDir,
      docs: docsRoutes(),
      api: [
        ['/api/auth', authRoutes(accountOptions)],
        ['/api', peopleRoutes(accountOptions)],
        ['/api/study-sessions', sessionRoutes({ sessions, routes, limiters })],
        ['/api/study-sessions', documentRoutes({ works: documents, rooms, routes, limiters, secret })],
      ],
      readiness: async () => {
        if (draining) return { ready: false, part: 'server', reason: 'it is draining' };
        const health = await database.check();
        return health.status === 'up' ? { ready: true } : { ready: false, part: 'database', reason: health.reason };
      },
    });
    http.on('request', app);
    const allowedOrigins = [...config.allowedOrigins, ...(config.publicUrl ? [new URL(config.publicUrl).origin] : [])];
    const trustProxy = config.trustProxy !== false && config.trustProxy !== 0;
    const gateway = attachSockets(
      http,
      {
        rooms,
        limiters,
        authenticate: (token) => authenticate(token),
        now: () => store.now(),
        newId,
        node,
        log,
        metrics,
      },
      { allowedOrigins, trustProxy },
    );
    sockets.gateway = gateway;
    const documentServer = attachDocuments(http, {
      documents: documents.documents,
      rooms,
      bearers: createBearers(secret, authenticate, now),
      limiters,
      mayConnect: mayConnectFrom(allowedOrigins, trustProxy),
      rateLimits: config.rateLimits,
      now,
      log,
      metrics,
    });
    sockets.documents = documentServer;
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(config.port, config.host, resolve);
    });
    const gauge = setInterval(() => metrics.rooms.set(rooms.inMemory.size), 5_000);
    opened({
      close: async () => {
        draining = true;
        clearInterval(gauge);
        await gateway.drain(reconnectInMs);
        await documentServer.close();
        const late = setTimeout(cutOff, finishWithinMs);
        // Socket.IO closes the server with it: no new connection, and the answers under way are finished.
        await gateway.close();
        clearTimeout(late);
      },
    });
    const { port } = http.address() as AddressInfo;
    let closing: Promise<void> | null = null;
    return { url: publicUrl(), port, close: () => (closing ??= closeAll()) };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

const publicUrlIsSecure = (config: Config): boolean => config.publicUrl?.startsWith('https:') ?? false;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel, config.nodeId);
  const server = await startServer(config, log);
  console.log(`Carrel is ready at ${server.url}`);

  const stop = (signal: string) => {
    log.info({ signal }, 'Stopping');
    const late = setTimeout(() => {
      log.error('Stopping took too long');
      process.exit(1);
    }, exitWithinMs);
    server.close().then(
      () => {
        clearTimeout(late);
        process.exit(0);
      },
      (error: unknown) => {
        log.fatal({ err: error }, 'Stopping failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    if (error instanceof ConfigError) console.error(`The configuration is wrong:\n${error.message}`);
    else if (error instanceof DataDirInUseError) console.error(error.message);
    else console.error(error);
    process.exit(1);
  });
}
