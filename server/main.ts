import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadAuthSecret, secretKey } from './adapters/files/auth-secret.ts';
import { createFilms } from './adapters/files/films.ts';
import { createPasswords } from './adapters/argon2/passwords.ts';
import { createAccountStore } from './adapters/prisma/account-store.ts';
import { createDocumentArchive } from './adapters/prisma/document-archive.ts';
import { createDocumentSnapshots } from './adapters/prisma/document-snapshots.ts';
import { createFileArchive } from './adapters/prisma/file-archive.ts';
import { openDatabase, type PrismaClient } from './adapters/prisma/open-database.ts';
import { createRecordingShelf } from './adapters/prisma/recording-shelf.ts';
import { createRecordingTakes } from './adapters/prisma/recording-takes.ts';
import { createRoomArchive } from './adapters/prisma/room-archive.ts';
import { createRoomRecords } from './adapters/prisma/room-records.ts';
import { createSessionDirectory } from './adapters/prisma/session-directory.ts';
import { DatabaseInUseError, holdDatabase } from './adapters/prisma/sole-user.ts';
import { openDocumentLog } from './adapters/sqlite/document-log.ts';
import { DataDirInUseError } from './adapters/sqlite/open-file.ts';
import type { Cluster } from './adapters/redis/open-cluster.ts';
import { openRoomStore } from './adapters/sqlite/room-store.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import { trackConnections } from './gateway/connections.ts';
import { startDocuments } from './docs/start.ts';
import { createHttpApp } from './gateway/http.ts';
import { mostLagMs, watchLag } from './gateway/lag.ts';
import { createLimiters } from './gateway/limits.ts';
import { createLog, type Log } from './gateway/log.ts';
import { createMetrics } from './gateway/metrics.ts';
import { authRoutes } from './gateway/rest/auth.ts';
import { docsRoutes } from './gateway/rest/docs.ts';
import { documentRoutes } from './gateway/rest/documents.ts';
import { fileRoutes } from './gateway/rest/files.ts';
import { mediaRoutes } from './gateway/rest/media.ts';
import { peopleRoutes } from './gateway/rest/people.ts';
import { recordingRoutes } from './gateway/rest/recordings.ts';
import { refreshCookies } from './gateway/rest/refresh-cookie.ts';
import { createRoutes } from './gateway/rest/route.ts';
import { sessionRoutes } from './gateway/rest/sessions.ts';
import { mayConnectFrom } from './gateway/socket/handshake.ts';
import { createPeerSockets } from './gateway/socket/media.ts';
import { attachSockets, type SocketGateway } from './gateway/socket/socket-server.ts';
import { createBearers } from './gateway/yjs/admission.ts';
import { followRooms } from './gateway/yjs/follow-rooms.ts';
import { attachDocuments, type DocumentServer } from './gateway/yjs/document-server.ts';
import type { MediaNeighbours, Tell } from './media/ports.ts';
import { ffmpegMissing } from './media/recording/ffmpeg.ts';
import { noRecordings } from './media/recording/no-recordings.ts';
import type { RecordingCommand } from './media/recording/ports.ts';
import { startRecordings, type Recordings } from './media/recording/start.ts';
import { startMedia, type MediaSettings, type MediaWorks } from './media/start.ts';
import { verifyAccess } from './people/accounts/tokens.ts';
import { startRetention } from './people/recordings/retention.ts';
import type { SessionId, UserId } from './protocol/ids.ts';
import type { LiveRoom } from './rooms/live-room.ts';
import { startLookout } from './rooms/lookout.ts';
import { startPresence, recoverRooms } from './rooms/presence.ts';
import { startReaping } from './rooms/reaping.ts';
import { startRecorder, type Recorder } from './rooms/recorder.ts';
import { startRetirement } from './rooms/retirement.ts';
import { createRooms, type Rooms } from './rooms/rooms.ts';
import { startScheduler } from './rooms/scheduler.ts';

const webDir = fileURLToPath(new URL('../dist/web', import.meta.url));
/**
 * When clients may come back after a restart in good order, and how long the server takes to leave at the most. Other
 * nodes are there at once, but not for everybody in the same moment.
 */
const reconnectInMs = { alone: 1_500, together: 0 };
const spreadMs = { alone: 500, together: 2_000 };
const finishWithinMs = 1_500;
const gaugeMs = 2_000;
const recordWithinMs = 4_000;
/** A recording that nothing was heard of for so long is somebody else's to finish; alone, that of an earlier start. */
const abandonedMs = { alone: 15_000, together: 60_000 };
const exitWithinMs = 9_500;

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
    const { databaseUrl, redisUrl } = config;
    const use = redisUrl ? 'together' : 'alone';
    const cluster = redisUrl ? opened(await openCluster(redisUrl, log)) : null;
    // The log first: whoever holds it is alone in DATA_DIR.
    const store = cluster?.store ?? opened(openRoomStore({ dataDir: config.dataDir, now: Date.now }));
    // Nodes whose clocks differ agree on the store's.
    const now = () => store.now();
    if (databaseUrl) opened(await holdDatabase({ databaseUrl, use, onTaken: onFatal }));
    const secret = config.authSecret ? secretKey(config.authSecret) : await loadAuthSecret(config.dataDir);
    const { dataDir } = config;
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
    const cannotRecord = config.media.enabled ? await ffmpegMissing() : 'MEDIA_ENABLED is off';
    const rooms = createRooms({
      store,
      archive,
      ...(cluster ? { announcements: cluster.announcements } : {}),
      recorded: (sessionId, rev) => recorder.caughtUp(sessionId, rev),
      maxParticipants: config.maxParticipants,
      ...(cannotRecord === null ? {} : { cannotRecord }),
      newId,
      onFailure: (sessionId, error) => {
        metrics.storeFailures.inc();
        log.error({ err: error, sessionId }, 'A write to the log of a room failed');
      },
      onConflict: () => metrics.conflicts.inc(),
    });
    const onError = (error: unknown) => log.error({ err: error }, 'Work in the background failed');
    const recorder: Recorder = startRecorder(rooms, store, records, {
      shared: cluster !== null,
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
    opened(startRetirement({ rooms, store, records, recorder, scheduler, node, onError, idleMs, dormantMs }));
    if (cluster) {
      opened(startLookout(rooms, store, cluster.announcements, onError));
      const monotonic = () => performance.now();
      opened(await startReaping({ rooms, store, records, recorder, node, monotonic, onError }));
    } else {
      opened(await startPresence(store, node, onError));
    }

    const works = await openDocuments(opened, { cluster, dataDir, prisma: database.prisma, rooms, log, now, newId });

    const { shelf, films, recordings } = openRecordings(opened, {
      cannotRecord,
      alone: cluster === null,
      settings: config.recordings,
      prisma: database.prisma,
      rooms,
      node,
      now,
      newId,
      log,
    });
    const peers = createPeerSockets();
    const neighbours = cluster ? opened(await cluster.calls(node)) : undefined;
    const media = await openMedia(opened, {
      settings: config.media,
      rooms,
      recordings,
      neighbours,
      tell: peers.tell,
      now,
      newId,
      log,
    });

    const limiters = createLimiters({ enabled: config.rateLimits, counters: cluster?.counters });
    const authenticate = (token: string, at = now()) => verifyAccess(secret, token, at);
    const accounts = {
      store: createAccountStore(database.prisma),
      passwords: createPasswords(),
      secret,
      newId,
      newToken: () => randomBytes(32).toString('base64url'),
      onRevoked: (userId: UserId) => sockets.gateway?.revoke(userId),
    };
    const http = createServer();
    const cutOff = trackConnections(http);
    const lag = opened(watchLag());
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
        ['/api/study-sessions', mediaRoutes({ desk: media.desk, rooms, routes })],
        ['/api/study-sessions', recordingRoutes({ library: { sessions, shelf, films, secret }, routes, limiters })],
        ['/api/study-sessions', documentRoutes({ works, rooms, routes, limiters, secret })],
        [
          '/api/study-sessions',
          fileRoutes({ files: createFileArchive(database.prisma), rooms, routes, limiters, newId }),
        ],
      ],
      readiness: async () => {
        if (draining) return { ready: false, part: 'server', reason: 'it is draining' };
        if (lag.ms() > mostLagMs) return { ready: false, part: 'server', reason: 'it does not keep up' };
        const up = { status: 'up' } as const;
        const [redis, health] = await Promise.all([cluster?.store.health() ?? up, database.check()]);
        if (redis.status === 'down') return { ready: false, part: 'redis', reason: redis.reason };
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
        now,
        newId,
        node,
        onRevoked: (userId) => sockets.documents?.revoke(userId),
        calls: { desk: media.desk, peers },
        log,
        metrics,
      },
      { allowedOrigins, trustProxy, ...(cluster ? { adapter: cluster.adapter } : {}) },
    );
    sockets.gateway = gateway;
    sockets.documents = attachDocuments(http, {
      documents: works.documents,
      rooms,
      bearers: createBearers(secret, authenticate, now),
      limiters,
      mayConnect: mayConnectFrom(allowedOrigins, trustProxy),
      rateLimits: config.rateLimits,
      now,
      log,
      metrics,
    });
    // The last thing before the port opens: from now on people are waited for who were here before a restart.
    const found = cluster ? [] : await recoverRooms(rooms, store, node, (room) => scheduler.watch(room));
    for (const sessionId of found) recorder.mark(sessionId);
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
        await media.close();
        await gateway.drain(reconnectInMs[use], spreadMs[use]);
        await sockets.documents?.close();
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

type Opener = <Part extends { close(): Promise<void> | void }>(part: Part) => Part;
type DocumentParts = {
  readonly cluster: Cluster | null;
  readonly dataDir: string;
  readonly prisma: PrismaClient;
  readonly rooms: Rooms;
  readonly log: Log;
  readonly now: () => number;
  readonly newId: () => string;
};

/** The notes and boards, which follow what happens in their rooms. */
async function openDocuments(opened: Opener, { cluster, dataDir, prisma, rooms, log, now, newId }: DocumentParts) {
  const onError = (about: string, error: unknown) => log.error({ err: error, about }, 'Keeping a document failed');
  const snapshots = createDocumentSnapshots(prisma, newId);
  const documentLog = await (cluster?.documents({ snapshots, newId, onError }) ?? openDocumentLog({ dataDir }));
  const works = opened(
    startDocuments({
      log: opened(documentLog),
      archive: createDocumentArchive(prisma),
      now,
      newId,
      onError,
    }),
  );
  opened({ close: await followRooms(rooms, works) });
  return works;
}

type RecordingParts = {
  readonly cannotRecord: string | null;
  readonly alone: boolean;
  readonly settings: Config['recordings'];
  readonly prisma: PrismaClient;
  readonly rooms: Rooms;
  readonly node: string;
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Log;
};

/** What records the calls of this node, and where its films are kept. */
function openRecordings(
  opened: Opener,
  { cannotRecord, alone, settings, prisma, rooms, log, ...parts }: RecordingParts,
) {
  const shelf = createRecordingShelf(prisma);
  const films = createFilms(join(settings.folder, 'films'));
  const onError = (about: string, error: unknown) => log.error({ err: error }, about);
  const onSweepError = (error: unknown) => onError('Recordings could not be swept', error);
  opened(startRetention({ shelf, films, keepDays: settings.keepDays, now: parts.now, onError: onSweepError }));
  /** Rejects while the store is away. */
  const submit = async (sessionId: SessionId, command: RecordingCommand) => {
    const told = await rooms.tell(sessionId, command);
    if (!told.ok && told.refusal.code === 'UNAVAILABLE') throw new Error(told.refusal.message);
  };
  if (cannotRecord !== null) {
    log.warn(`Recording is off: ${cannotRecord}`);
    return { shelf, films, recordings: noRecordings(submit) };
  }
  const folder = join(settings.folder, 'takes');
  const abandonedAfterMs = alone ? abandonedMs.alone : abandonedMs.together;
  const rows = createRecordingTakes(prisma);
  const pace = { abandonedAfterMs, niceness: 10 };
  return {
    shelf,
    films,
    recordings: opened(startRecordings({ ...parts, ...pace, folder, rows, storage: films, submit, onError })),
  };
}

type MediaParts = {
  readonly settings: MediaSettings;
  readonly rooms: Rooms;
  readonly recordings: Pick<Recordings, 'follow'>;
  readonly neighbours: MediaNeighbours | undefined;
  readonly tell: Tell;
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Log;
};

/** The calls of this node, which follow who may do what in their rooms. */
async function openMedia(opened: Opener, { rooms, log, neighbours, ...parts }: MediaParts): Promise<MediaWorks> {
  const follow = ({ current }: LiveRoom) =>
    current && works.follow(current.room.state, (peer) => peer in current.room.backstage.connections);
  const works = opened(
    await startMedia({
      ...parts,
      ...(neighbours ? { neighbours } : {}),
      stateOf: async (sessionId) => (await rooms.load(sessionId))?.stored.room.state ?? null,
      refresh: async (sessionId) => {
        const loaded = await rooms.load(sessionId);
        if (loaded) follow(loaded.live);
      },
      catchUp: async (sessionId) => (await rooms.load(sessionId))?.live.refresh(),
      onError: (about, error) => log.error({ err: error }, about),
      onMissing: (reason) => log.warn(`Audio and video are off: ${reason}`),
    }),
  );
  const removers = [rooms.onCommits(follow), rooms.onReset(follow)];
  opened({ close: () => removers.forEach((remove) => remove()) });
  return works;
}

/** Only nodes of a cluster load what talks to Redis. */
async function openCluster(url: string, log: Log) {
  const redis = await import('./adapters/redis/open-cluster.ts');
  return redis.openCluster({
    url,
    onDown: (error) => log.error({ err: error }, 'Redis is away: nothing is acknowledged'),
    onUp: () => log.info('Redis is back'),
  });
}

const publicUrlIsSecure = (config: Config): boolean => config.publicUrl?.startsWith('https:') ?? false;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel, config.nodeId);
  const server = await startServer(config, log, (error) => {
    log.fatal({ err: error }, 'The server cannot go on');
    stop('SIGTERM', 1);
  });
  console.log(`Carrel is ready at ${server.url}`);

  const stop = (signal: string, code = 0) => {
    log.info({ signal }, 'Stopping');
    const late = setTimeout(() => {
      log.error('Stopping took too long');
      process.exit(1);
    }, exitWithinMs);
    server.close().then(
      () => {
        clearTimeout(late);
        process.exit(code);
      },
      (error: unknown) => {
        log.fatal({ err: error }, 'Stopping failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', (signal) => stop(signal));
  process.once('SIGINT', (signal) => stop(signal));
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    if (error instanceof ConfigError) console.error(`The configuration is wrong:\n${error.message}`);
    else if (error instanceof DataDirInUseError || error instanceof DatabaseInUseError) console.error(error.message);
    else console.error(error);
    process.exit(1);
  });
}
