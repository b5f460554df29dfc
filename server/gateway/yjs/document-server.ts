import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { entitlementOf } from '../../docs/access.ts';
import type { Documents } from '../../docs/documents.ts';
import { limits } from '../../docs/limits.ts';
import { keyOf, nameFrom, type DocumentName } from '../../docs/names.ts';
import { colorOf, type CloseReason } from '../../docs/peer.ts';
import { frames } from '../../docs/wire.ts';
import type { Person } from '../../domain/room.ts';
import type { SessionId, UserId } from '../../protocol/ids.ts';
import type { LiveRoom } from '../../rooms/live-room.ts';
import type { Rooms } from '../../rooms/rooms.ts';
import type { Limiters } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Bearers } from './admission.ts';
import { connect, end, seeOff, type Connection } from './connection.ts';
import { DocumentSocket } from './document-socket.ts';
import { createPace } from './pace.ts';

export type DocumentServerDeps = {
  readonly documents: Documents;
  readonly rooms: Rooms;
  readonly bearers: Bearers;
  readonly limiters: Limiters;
  /** Whether a page of this origin may connect. */
  readonly mayConnect: (request: IncomingMessage) => boolean;
  readonly rateLimits: boolean;
  readonly now: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
};

export type DocumentServer = {
  /** Closes every document of a person, whose token holds no more. */
  revoke(userId: UserId): void;
  close(): Promise<void>;
};

const path = '/yjs/';
const beatMs = 15_000;
/** Tabs and devices of one person on one document. */
const mostOfPerson = 16;

/** Serves `/yjs/<sessionId>/notes|whiteboard` on the port of `http`. Other upgrades are somebody else's. */
export function attachDocuments(http: HttpServer, deps: DocumentServerDeps): DocumentServer {
  const { documents, rooms, log } = deps;
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    perMessageDeflate: false,
    maxPayload: limits.frameBytes,
    WebSocket: DocumentSocket,
  });
  const connections = new Map<SessionId, Set<Connection>>();
  let closing = false;
  const onError = (error: unknown) => log.error({ err: error }, 'A document connection failed');

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (!url.pathname.startsWith(path)) return;
    if (!deps.mayConnect(request)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    // Opened before anything is asked, so that a refusal can say its code: browsers are told nothing of a refused upgrade.
    server.handleUpgrade(request, socket, head, (opened) => {
      // Nothing is read until there is somebody to read it.
      opened.pause();
      // ws says why it closes. Cut off at once, whoever is still sending would be told nothing.
      opened.on('error', () => seeOff(opened));
      welcome(opened, url).then(
        (refused) => {
          opened.resume();
          if (refused) end(opened, refused);
        },
        (error: unknown) => {
          onError(error);
          opened.resume();
          end(opened, 'failed');
        },
      );
    });
  };

  const welcome = async (socket: WebSocket, url: URL): Promise<CloseReason | null> => {
    if (closing) return 'restarting';
    const name = nameFrom(url.pathname.slice(path.length));
    if (!name) return 'notFound';
    const token = url.searchParams.get('token');
    const mark = deps.bearers.mark();
    const person = token ? await deps.bearers.personOf(token, name) : null;
    if (!person) return 'unauthenticated';
    if (await deps.limiters.consume('documentOpen', person.userId)) return 'tooFast';
    return enter(socket, name, { person, mark }, url.searchParams.get('epoch'));
  };

  /**
   * `mark`: when the person was asked for. `epoch`: that of the copy at the other end, empty for no copy; null for a
   * client that knows no epochs.
   */
  const enter = async (
    socket: WebSocket,
    name: DocumentName,
    { person, mark }: { person: Person; mark: number },
    epoch: string | null,
  ): Promise<CloseReason | null> => {
    // Who may not come in does not make the document be loaded.
    const refused = await refusalOf(name, person.userId);
    if (refused) return refused;
    const { document, release } = await documents.open(name);
    const loaded = await rooms.load(name.sessionId);
    // What was true before the document was loaded may have changed meanwhile; from here on nothing is waited for.
    const state = loaded?.live.current?.room.state;
    const entitlement = state && entitlementOf(state, person.userId, name.kind);
    const gone = socket.readyState !== socket.OPEN;
    const revoked = deps.bearers.revokedSince(mark, person.userId);
    if (closing || gone || revoked || entitlement?.kind !== 'granted' || countOf(name, person.userId) >= mostOfPerson) {
      release();
      if (closing) return 'restarting';
      if (revoked) return 'unauthenticated';
      if (entitlement?.kind === 'granted') return 'tooFast';
      return entitlement?.reason ?? 'notFound';
    }
    if (epoch && epoch !== document.epoch) {
      release();
      return 'otherEpoch';
    }
    const author = { id: person.userId, name: person.name, color: colorOf(person.userId) };
    const connection = connect(socket, document, author, {
      now: deps.now,
      pace: createPace(deps.rateLimits, deps.now()),
      onSlow: () => {
        deps.metrics.cutOff.inc();
        log.warn({ userId: person.userId, document: document.key }, 'A reader that does not read was cut off');
      },
      onError,
    });
    const ofSession = connections.get(name.sessionId) ?? new Set();
    connections.set(name.sessionId, ofSession.add(connection));
    deps.metrics.documentConnections.inc();
    socket.once('close', () => {
      deps.metrics.documentConnections.dec();
      ofSession.delete(connection);
      if (ofSession.size === 0) connections.delete(name.sessionId);
      release();
    });
    if (epoch !== null) connection.send(frames.epoch(document.epoch));
    document.join(connection, entitlement.access);
    return null;
  };

  const refusalOf = async ({ sessionId, kind }: DocumentName, userId: UserId): Promise<CloseReason | null> => {
    const loaded = await rooms.load(sessionId);
    if (!loaded) return 'notFound';
    const entitlement = entitlementOf(loaded.stored.room.state, userId, kind);
    return entitlement.kind === 'granted' ? null : entitlement.reason;
  };

  const countOf = (name: DocumentName, userId: UserId): number => {
    const all = [...(connections.get(name.sessionId) ?? [])];
    return all.filter(({ author, document }) => author.id === userId && document.key === keyOf(name)).length;
  };

  const everyone = () => [...connections.values()].flatMap((ofSession) => [...ofSession]);

  /** In the turn of the commit: who was removed writes nothing more. */
  const reconsider = (live: LiveRoom) => {
    const state = live.current?.room.state;
    if (!state) return;
    for (const connection of connections.get(live.sessionId) ?? []) {
      const entitlement = entitlementOf(state, connection.author.id, connection.document.name.kind);
      if (entitlement.kind === 'granted') connection.setAccess(entitlement.access);
      else connection.close(entitlement.reason);
    }
  };
  const removers = [rooms.onCommits(reconsider), rooms.onReset(reconsider)];
  const beating = setInterval(() => {
    for (const connection of everyone()) connection.beat();
    // The room stays in memory, where it is heard who is removed, also if nobody's Socket.IO leads to this node.
    for (const sessionId of connections.keys()) void rooms.load(sessionId).catch(onError);
  }, beatMs);
  http.on('upgrade', upgrade);

  return {
    revoke(userId) {
      for (const connection of everyone()) if (connection.author.id === userId) connection.close('unauthenticated');
    },
    async close() {
      closing = true;
      http.off('upgrade', upgrade);
      for (const remove of removers) remove();
      clearInterval(beating);
      for (const connection of everyone()) connection.close('restarting');
      for (const socket of server.clients) end(socket, 'restarting');
      await Promise.all(
        [...server.clients].map((socket) => new Promise((resolve) => void socket.once('close', resolve))),
      );
      server.close();
    },
  };
}
