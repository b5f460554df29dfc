import { refuse } from '../protocol/errors.ts';
import type { SessionId } from '../protocol/ids.ts';
import type { MediaPayload, MediaPush, MediaPushName, MediaRequestName, ResetReason } from '../protocol/media.ts';
import type { MediaRooms } from './media-rooms.ts';
import type { Caller, MediaDesk, MediaMessage, MediaNeighbours, MediaOutcome, PeerId, Tell } from './ports.ts';

/** An answer of another node that has not come by then does not come. */
const answerWithinMs = 4_000;
/** How often leases are kept, and looked at. They last 2.5 s and lapse for good at the second look: 3.3 s at the most. */
const lookEveryMs = 400;
const refreshEveryLooks = 2;

type Away = { readonly node: string; readonly token: string; readonly peers: Set<PeerId>; lapsed: boolean };
type Waiting = { readonly resolve: (outcome: MediaOutcome<MediaRequestName>) => void; readonly late: NodeJS.Timeout };

export type RelayOptions = {
  readonly neighbours: MediaNeighbours;
  readonly rooms: MediaRooms;
  /** Reaches the sockets of this node. */
  readonly tell: Tell;
  readonly newId: () => string;
  /** Brings the holder's view of a room up to date: nobody of this node may sit in it. */
  readonly refresh: (sessionId: SessionId) => Promise<void>;
  /** Reads what this node has not heard of a room yet. */
  readonly catchUp: (sessionId: SessionId) => Promise<void>;
};

export type Relay = MediaDesk & {
  /** Reaches a peer of this or of another node. */
  readonly tell: Tell;
  /** The token of the lease under which this node opens a router; rejects if the session is another node's. */
  readonly token: (sessionId: SessionId) => Promise<string>;
  /** The last one has left this node's router. */
  readonly closed: (sessionId: SessionId) => void;
  close(): Promise<void>;
};

/**
 * Calls of a node among others. A session's router is where its lease is; whoever sits on another node asks through that
 * one's socket, and is told through it. Media itself goes straight to the node that has the router.
 */
export function createRelay(options: Omit<RelayOptions, 'rooms'> & { rooms: () => MediaRooms }): Relay {
  const { neighbours, tell, newId, refresh, catchUp } = options;
  const { node, leases, wire } = neighbours;
  const held = new Map<SessionId, string>();
  const away = new Map<SessionId, Away>();
  /** Where the peers of other nodes sit who are in calls of this one. */
  const origins = new Map<PeerId, { readonly node: string; readonly sessionId: SessionId }>();
  const waiting = new Map<string, Waiting>();
  let closed = false;

  const tellAnywhere: Tell = <Name extends MediaPushName>(peer: PeerId, name: Name, payload: MediaPush<Name>) => {
    const origin = origins.get(peer);
    if (origin === undefined) return tell(peer, name, payload);
    void wire.say(origin.node, { kind: 'push', peer, name, payload }).catch(() => {});
  };

  const askNode = async (to: string, caller: Caller, name: MediaRequestName, payload: object) => {
    const id = newId();
    const answer = new Promise<MediaOutcome<MediaRequestName>>((resolve) => {
      const late = setTimeout(() => settle(id, unavailable), answerWithinMs);
      waiting.set(id, { resolve, late });
    });
    const heard = await wire.say(to, { kind: 'ask', id, from: node, caller, name, payload }).catch(() => false);
    if (!heard) settle(id, unavailable);
    return answer;
  };

  const settle = (id: string, outcome: MediaOutcome<MediaRequestName>) => {
    const asked = waiting.get(id);
    if (!asked) return;
    clearTimeout(asked.late);
    waiting.delete(id);
    asked.resolve(outcome);
  };

  /** What another node's socket asks of a router that is, or shall be, here. */
  const answer = async (message: Extract<MediaMessage, { kind: 'ask' }>): Promise<MediaOutcome<MediaRequestName>> => {
    const { caller, name, payload, from } = message;
    if (closed) return unavailable;
    if (name === 'media:join') {
      const lease = await leases.hold(caller.sessionId);
      if (lease.node !== node) return unavailable;
      held.set(caller.sessionId, lease.token);
      origins.set(caller.peer, { node: from, sessionId: caller.sessionId });
      // Who has come in through another node a moment ago has not been heard of here, perhaps.
      await catchUp(caller.sessionId);
    }
    return options.rooms().ask(caller, name, payload as MediaPayload<MediaRequestName>);
  };

  wire.listen((message) => {
    switch (message.kind) {
      case 'ask':
        void answer(message)
          .catch(() => unavailable)
          .then((outcome) => wire.say(message.from, { kind: 'answer', id: message.id, outcome }))
          .catch(() => {});
        return;
      case 'answer':
        return settle(message.id, message.outcome);
      case 'push':
        return tell(message.peer, message.name, message.payload as MediaPush<MediaPushName>);
      case 'gone':
        options.rooms().gone(message.sessionId, message.peer);
        origins.delete(message.peer);
    }
  });

  const join = async (caller: Caller, payload: object): Promise<MediaOutcome<MediaRequestName>> => {
    const { sessionId, peer } = caller;
    const lease = await leases.hold(sessionId).catch(() => null);
    if (!lease) return unavailable;
    if (lease.node === node) {
      held.set(sessionId, lease.token);
      away.delete(sessionId);
      return options.rooms().ask(caller, 'media:join', payload as MediaPayload<'media:join'>);
    }
    const outcome = await askNode(lease.node, caller, 'media:join', payload);
    if (!outcome.ok) return outcome;
    const known = away.get(sessionId);
    const there = known?.token === lease.token ? known : { ...lease, peers: new Set<PeerId>(), lapsed: false };
    // Whoever is still with an older router learns that it is gone.
    for (const one of known && known !== there ? known.peers : []) reset(sessionId, one, 'NODE_DIED');
    there.peers.add(peer);
    away.set(sessionId, there);
    return outcome;
  };

  const reset = (sessionId: SessionId, peer: PeerId, reason: ResetReason) =>
    tell(peer, 'media:reset', { sessionId, reason });

  const gone = (sessionId: SessionId, peer: PeerId) => {
    const there = away.get(sessionId);
    if (!there?.peers.delete(peer)) return options.rooms().gone(sessionId, peer);
    if (there.peers.size === 0) away.delete(sessionId);
    void wire.say(there.node, { kind: 'gone', sessionId, peer }).catch(() => {});
  };

  const released = (sessionId: SessionId) => {
    for (const [peer, origin] of origins) if (origin.sessionId === sessionId) origins.delete(peer);
    const token = held.get(sessionId);
    held.delete(sessionId);
    if (token !== undefined) void leases.release(sessionId, token).catch(() => {});
  };

  /** Keeps what is held here; a lease that has passed on ends the router. Redis away: what runs goes on. */
  const keep = async ([sessionId, token]: [SessionId, string]) => {
    // Held for somebody who was refused.
    if (!options.rooms().has(sessionId)) return released(sessionId);
    const ours = await leases.renew(sessionId, token).catch(() => true);
    if (held.get(sessionId) !== token) return;
    if (ours) return looks % refreshEveryLooks === 0 ? refresh(sessionId) : undefined;
    held.delete(sessionId);
    options.rooms().reset(sessionId, 'REPLACED');
  };

  /**
   * A router elsewhere that is no more, or that another has followed: whoever sits here joins again. A lease that has run
   * out is looked at once more: where Redis stood still, or lost it, its holder has taken it up again by then.
   */
  const check = async ([sessionId, there]: [SessionId, Away]) => {
    const lease = await leases.look(sessionId).catch(() => there);
    const lapsedBefore = there.lapsed;
    there.lapsed = lease === null;
    if (away.get(sessionId) !== there || lease?.token === there.token) return;
    if (there.lapsed && !lapsedBefore) return;
    away.delete(sessionId);
    for (const peer of there.peers) reset(sessionId, peer, 'NODE_DIED');
  };

  let looks = 0;
  let looking: Promise<unknown> = Promise.resolve();
  const rounds = setInterval(() => {
    const look = () => {
      looks += 1;
      return Promise.allSettled([...[...held].map(keep), ...[...away].map(check)]);
    };
    looking = looking.then(look);
  }, lookEveryMs);

  return {
    async ask<Name extends MediaRequestName>(caller: Caller, name: Name, payload: MediaPayload<Name>) {
      if (closed) return unavailable;
      const { sessionId, peer } = caller;
      // The answer is of the request that was asked; over the wire its type is lost.
      if (name === 'media:join') return (await join(caller, payload)) as MediaOutcome<Name>;
      const there = away.get(sessionId);
      if (!there?.peers.has(peer)) return (await options.rooms().ask(caller, name, payload)) as MediaOutcome<Name>;
      if (name === 'media:leave') {
        gone(sessionId, peer);
        return { ok: true, value: {} } as MediaOutcome<Name>;
      }
      return (await askNode(there.node, caller, name, payload)) as MediaOutcome<Name>;
    },
    async credentials(sessionId, userId) {
      const { ok, value } = await options.rooms().credentials(sessionId, userId);
      // The router that another node has is the one its lease names.
      const token = value.token ?? (await leases.look(sessionId).catch(() => null))?.token ?? null;
      return { ok, value: { ...value, token } };
    },
    gone,
    tell: tellAnywhere,
    async token(sessionId) {
      const lease = await leases.hold(sessionId);
      if (lease.node !== node) throw new Error('The call is on another node');
      held.set(sessionId, lease.token);
      return lease.token;
    },
    closed: released,
    /** Gives up the leases first, so that whoever is told to join again finds another node. */
    async close() {
      closed = true;
      clearInterval(rounds);
      await looking;
      await Promise.allSettled([...held].map(([sessionId, token]) => leases.release(sessionId, token)));
      held.clear();
      for (const id of waiting.keys()) settle(id, unavailable);
    },
  };
}

const unavailable = { ok: false, refusal: refuse('UNAVAILABLE', 'The call cannot be reached; try again') } as const;
