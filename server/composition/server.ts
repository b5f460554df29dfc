import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadAuthSecret, secretKey } from '../adapters/files/auth-secret.ts';
import { openLanguageModel } from '../adapters/openai/language-model.ts';
import { createAccountStore } from '../adapters/prisma/account-store.ts';
import { openDatabase } from '../adapters/prisma/open-database.ts';
import { holdDatabase } from '../adapters/prisma/sole-user.ts';
import { openRoomStore } from '../adapters/sqlite/room-store.ts';
import type { Config } from '../config.ts';
import { trackConnections } from '../gateway/connections.ts';
import type { Readiness } from '../gateway/http.ts';
import { mostLagMs, watchLag } from '../gateway/lag.ts';
import { createLimiters } from '../gateway/limits.ts';
import type { Log } from '../gateway/log.ts';
import { createMetrics } from '../gateway/metrics.ts';
import { mayConnectFrom } from '../gateway/socket/handshake.ts';
import { createPeerSockets } from '../gateway/socket/media.ts';
import { attachSockets, type SocketGateway } from '../gateway/socket/socket-server.ts';
import { createBearers } from '../gateway/yjs/admission.ts';
import { attachDocuments, type DocumentServer } from '../gateway/yjs/document-server.ts';
import { ffmpegMissing } from '../media/recording/ffmpeg.ts';
import { believedFor, createAuthentication } from '../people/accounts/authentication.ts';
import { openApi } from './api.ts';
import { openCalls } from './calls.ts';
import { createClosers, type Opened } from './closers.ts';
import { openDocuments } from './documents.ts';
import { openRecordings, openSpace } from './recordings.ts';
import { openRooms } from './rooms.ts';

/**
 * When clients may come back after a restart in good order, and how long the server takes to leave at the most. Other
 * nodes are there at once, but not for everybody in the same moment.
 */
const reconnectInMs = { alone: 1_500, together: 0 };
const spreadMs = { alone: 500, together: 2_000 };
const finishWithinMs = 1_500;
/**
 * How long a connection without a request is kept: longer than proxies keep theirs to us (nginx 60 s, others up to two
 * minutes). Whoever closes first must be the one who asks, or a question may be on its way to a connection that is gone.
 */
const idleMs = 130_000;
const gaugeMs = 2_000;

export type RunningServer = {
  readonly url: string;
  readonly port: number;
  /** Stops in good order: nothing acknowledged is lost. Twice is once. */
  close(): Promise<void>;
};

/** Puts the parts together and opens the port. What was opened first is closed last. `onFatal`: it cannot go on. */
export async function startServer(
  config: Config,
  log: Log,
  onFatal: (error: Error) => void = () => {},
): Promise<RunningServer> {
  const { opened, closeAll } = createClosers();
  try {
    const server = await open(config, log, onFatal, opened);
    let closing: Promise<void> | null = null;
    return { ...server, close: () => (closing ??= closeAll()) };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function open(config: Config, log: Log, onFatal: (error: Error) => void, opened: Opened) {
  const newId = () => randomUUID();
  const metrics = createMetrics();
  const { databaseUrl, redisUrl, dataDir } = config;
  const use = redisUrl ? 'together' : 'alone';
  const cluster = redisUrl ? opened(await openCluster(redisUrl, log)) : null;
  // The log first: whoever holds it is alone in DATA_DIR.
  const store = cluster?.store ?? opened(openRoomStore({ dataDir, now: Date.now }));
  // Nodes whose clocks differ agree on the store's.
  const now = () => store.now();
  if (databaseUrl) opened(await holdDatabase({ databaseUrl, use, onTaken: onFatal }));
  const secret = config.authSecret ? secretKey(config.authSecret) : await loadAuthSecret(dataDir);
  const database = opened(await openDatabase({ databaseUrl, dataDir, log }));
  const { prisma } = database;
  const node = `${config.nodeId}:${newId()}`;
  const recorderMissing = config.media.enabled ? await ffmpegMissing() : 'MEDIA_ENABLED is off';
  const space = recorderMissing === null ? await openSpace(opened, config.recordings) : null;

  // Rooms may have something to tell people before there is a way to: their devices ask when they connect.
  const sockets: { gateway: SocketGateway | null; documents: DocumentServer | null } = {
    gateway: null,
    documents: null,
  };
  const notify: SocketGateway['notify'] = (userId, notification) => sockets.gateway?.notify(userId, notification);
  const onPublicChange = () => sockets.gateway?.publicSessionsChanged();
  const { maxParticipants } = config;
  const { rooms, recorder, recover } = await openRooms(opened, {
    cluster,
    store,
    prisma,
    notify,
    onPublicChange,
    node,
    maxParticipants,
    cannotRecord: () => recorderMissing ?? space?.lack() ?? null,
    metrics,
    log,
    newId,
  });
  const works = await openDocuments(opened, { cluster, dataDir, prisma, rooms, log, now, newId });
  const { shelf, films, recordings } = openRecordings(opened, {
    recorderMissing,
    use,
    settings: config.recordings,
    prisma,
    rooms,
    node,
    now,
    newId,
    log,
  });
  const peers = createPeerSockets();
  const neighbours = cluster ? opened(await cluster.calls(node)) : undefined;
  const calls = await openCalls(opened, {
    settings: config.media,
    rooms,
    recordings,
    neighbours,
    tell: peers.tell,
    now,
    newId,
    log,
  });

  const languageModel = config.languageModel ? opened(openLanguageModel(config.languageModel)) : null;
  const limiters = createLimiters({ enabled: config.rateLimits, counters: cluster?.counters });
  const authentication = createAuthentication({
    secret,
    store: createAccountStore(prisma),
    now,
    believedMs: believedFor[use],
    onAway: (error) => log.warn({ err: error }, 'An account could not be asked for: its token was believed'),
  });
  const { authenticate } = authentication;
  const http = createServer({ keepAliveTimeout: idleMs });
  const cutOff = trackConnections(http);
  const lag = opened(watchLag());
  let draining = false;
  const readiness: Readiness = async () => {
    if (draining) return { ready: false, part: 'server', reason: 'it is draining' };
    if (lag.ms() > mostLagMs) return { ready: false, part: 'server', reason: 'it does not keep up' };
    const [redis, health] = await Promise.all([cluster?.store.health(), database.check()]);
    if (redis?.status === 'down') return { ready: false, part: 'redis', reason: redis.reason };
    return health.status === 'up' ? { ready: true } : { ready: false, part: 'database', reason: health.reason };
  };
  // The address is known when the port is open; nobody asks before.
  const publicUrl = () => config.publicUrl ?? `http://localhost:${(http.address() as AddressInfo).port}`;
  const api = openApi({
    config,
    prisma,
    secret,
    authenticate,
    rooms,
    recorder,
    shelf,
    films,
    documents: works,
    calls,
    languageModel,
    limiters,
    notify,
    onPublicChange,
    onIssued: authentication.issued,
    onRevoked: (userId) => sockets.gateway?.revoke(userId),
    onLook: (person) => sockets.gateway?.look(person),
    publicUrl,
    readiness,
    metrics,
    log,
    now,
    newId,
  });
  http.on('request', api);

  const allowedOrigins = [...config.allowedOrigins, ...(config.publicUrl ? [new URL(config.publicUrl).origin] : [])];
  const trustProxy = config.trustProxy !== false && config.trustProxy !== 0;
  const gateway = attachSockets(
    http,
    {
      rooms,
      limiters,
      authenticate,
      mark: authentication.mark,
      revokedSince: authentication.revokedSince,
      now,
      newId,
      node,
      onLook: authentication.changed,
      onRevoked: (userId) => {
        authentication.revoked(userId);
        sockets.documents?.revoke(userId);
      },
      calls: { desk: calls.desk, peers },
      log,
      metrics,
    },
    { allowedOrigins, trustProxy, ...(cluster ? { adapter: cluster.adapter } : {}) },
  );
  sockets.gateway = gateway;
  sockets.documents = attachDocuments(http, {
    documents: works.documents,
    rooms,
    bearers: createBearers(secret, authentication, now),
    limiters,
    mayConnect: mayConnectFrom(allowedOrigins, trustProxy),
    rateLimits: config.rateLimits,
    now,
    log,
    metrics,
  });
  await recover();
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(config.port, config.host, resolve);
  });
  const gauge = setInterval(() => {
    metrics.rooms.set(rooms.inMemory.size);
    metrics.recorderLag.set(recorder.lagMs() / 1_000);
  }, gaugeMs);
  opened({
    close: async () => {
      draining = true;
      clearInterval(gauge);
      // Whoever is in a call is told to join it again, which leads to another node.
      await calls.close();
      // Who waits for it is answered while there is a database to say so to.
      languageModel?.close();
      await gateway.drain(reconnectInMs[use], spreadMs[use]);
      await sockets.documents?.close();
      const late = setTimeout(cutOff, finishWithinMs);
      // Socket.IO closes the server with it: no new connection, and the answers under way are finished.
      await gateway.close();
      clearTimeout(late);
    },
  });
  return { url: publicUrl(), port: (http.address() as AddressInfo).port };
}

/** Only nodes of a cluster load what talks to Redis. */
async function openCluster(url: string, log: Log) {
  const redis = await import('../adapters/redis/open-cluster.ts');
  return redis.openCluster({
    url,
    onDown: (error) => log.error({ err: error }, 'Redis is away: nothing is acknowledged'),
    onUp: () => log.info('Redis is back'),
  });
}
