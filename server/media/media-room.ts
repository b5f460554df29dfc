import type { Router, WebRtcServer } from 'mediasoup/types';
import type { SessionId, UserId } from '../protocol/ids.ts';
import type { MediaAnswer, MediaPush, MediaPushName, ResetReason } from '../protocol/media.ts';
import { mediaCodecs, offered } from './codecs.ts';
import { HostMutes } from './host-mutes.ts';
import { maxIncomingBitrate } from './limits.ts';
import { Peer, type Sent } from './peer.ts';
import { plain } from './plain.ts';
import type { PeerId, Tell } from './ports.ts';
import { Speakers } from './speakers.ts';
import type { Seat } from './workers.ts';

/** One stream that somebody sends. */
export type Sending = Sent & { readonly userId: UserId; readonly peerId: PeerId };

/** Told of what a recording needs to know. */
export type Watcher = {
  sendersChanged?(): void;
  speaking?(userIds: readonly UserId[]): void;
  closed?(reason: ResetReason | undefined): void;
};

/**
 * The call of one session: a router, who is in it, and what they send. It asks nobody whether they may; that is done before
 * (`serving.ts`). Everything that closes takes along what hangs on it, and closing twice is closing once.
 */
export class MediaRoom {
  readonly sessionId: SessionId;
  /** Names this router among those the session has had. */
  readonly token: string;
  readonly mutes = new HostMutes();
  readonly #tell: Tell;
  readonly #peers = new Map<PeerId, Peer>();
  readonly #senders = new Map<string, Peer>();
  readonly #router: Router;
  readonly #seat: Seat;
  readonly #watchers = new Set<Watcher>();
  #speakers: Speakers | null = null;
  #closed = false;

  /** Takes over the place at the worker: it is given back when the room closes, or cannot be opened. `onWorkerDied`: the worker has taken the router with it, and the room is closed. */
  static async open(
    sessionId: SessionId,
    token: string,
    seat: Seat,
    tell: Tell,
    onWorkerDied: (room: MediaRoom) => void,
  ): Promise<MediaRoom> {
    const router = await seat.worker.createRouter({ mediaCodecs }).catch((error: unknown) => {
      seat.rooms -= 1;
      throw error;
    });
    const room = new MediaRoom(sessionId, token, seat, router, tell);
    router.on('workerclose', () => {
      if (room.#closed) return;
      // mediasoup closes its workers by itself when the process is told to end, before anybody else has a say.
      room.close(seat.worker.died ? 'WORKER_DIED' : 'MOVED');
      onWorkerDied(room);
    });
    try {
      room.#speakers = await Speakers.of(
        router,
        (producerId) => room.#senders.get(producerId)?.userId,
        (userIds) => {
          room.tellOthers(null, 'media:activeSpeakers', { sessionId, userIds });
          for (const watcher of room.#watchers) watcher.speaking?.(userIds);
        },
      );
      if (room.#closed) throw new Error('The worker died');
      return room;
    } catch (error) {
      // Gives the place at the worker back, once, whoever closed it.
      room.close();
      throw error;
    }
  }

  private constructor(sessionId: SessionId, token: string, seat: Seat, router: Router, tell: Tell) {
    this.sessionId = sessionId;
    this.token = token;
    this.#seat = seat;
    this.#router = router;
    this.#tell = tell;
  }

  get router(): Router {
    return this.#router;
  }

  /** The ports that clients reach the router by. */
  get server(): WebRtcServer {
    return this.#seat.server;
  }

  get peers(): readonly Peer[] {
    return [...this.#peers.values()];
  }

  peer(id: PeerId): Peer | undefined {
    return this.#peers.get(id);
  }

  /** All that is sent, by whomever. */
  get sendings(): readonly Sending[] {
    return this.peers.flatMap(({ id: peerId, userId, sent }) =>
      [...sent.values()].map(({ producer, source }) => ({ producer, source, userId, peerId })),
    );
  }

  /** With two tabs one is in it once. */
  #members(): UserId[] {
    return [...new Set(this.peers.map(({ userId }) => userId))];
  }

  /** Returns what ends it. */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Begins anew: what this peer had open in an earlier attempt is closed. */
  join(id: PeerId, userId: UserId): Omit<MediaAnswer<'media:join'>, 'iceServers'> {
    const before = this.#members();
    this.#drop(id);
    const producers = this.peers.flatMap((peer) => peer.shown());
    const peer = new Peer(id, userId);
    this.#peers.set(id, peer);
    this.#shareBandwidth();
    const { sessionId } = this;
    const userIds = this.#members();
    this.#tell(id, 'media:members', { sessionId, userIds });
    for (const { source, byUserId } of this.mutes.telling(userId, performance.now())) {
      this.#tell(id, 'media:muted', { sessionId, source, byUserId });
    }
    if (userIds.length !== before.length) this.tellOthers(peer, 'media:members', { sessionId, userIds });
    return { token: this.token, routerRtpCapabilities: plain(offered(this.#router.rtpCapabilities)), producers };
  }

  leave(id: PeerId): void {
    const before = this.#members();
    this.#drop(id);
    const { sessionId } = this;
    const userIds = this.#members();
    if (userIds.length !== before.length) this.tellOthers(null, 'media:members', { sessionId, userIds });
  }

  #drop(id: PeerId): void {
    const peer = this.#peers.get(id);
    if (!peer) return;
    for (const { producer } of peer.sent.values()) producer.close();
    this.#peers.delete(id);
    peer.close();
    this.#shareBandwidth();
  }

  /** What somebody sends from now on, until it closes: the others hear of both. */
  async add(peer: Peer, { producer, source }: Sent): Promise<void> {
    const { sessionId } = this;
    const { id: producerId, kind, paused } = producer;
    peer.sent.set(producerId, { producer, source });
    this.#senders.set(producerId, peer);
    producer.observer.once('close', () => {
      peer.sent.delete(producerId);
      this.#senders.delete(producerId);
      if (this.#closed) return;
      this.tellOthers(null, 'media:producerClosed', { sessionId, producerId });
      for (const watcher of this.#watchers) watcher.sendersChanged?.();
    });
    const facts = { producerId, userId: peer.userId, kind, source, paused };
    this.tellOthers(peer, 'media:producerAdded', { sessionId, ...facts });
    for (const watcher of this.#watchers) watcher.sendersChanged?.();
    if (source === 'microphone') await this.#speakers?.add(producer);
  }

  /** Who sends this, if anybody does. */
  sender(producerId: string): Peer | undefined {
    return this.#senders.get(producerId);
  }

  tell<Name extends MediaPushName>({ id }: Peer, name: Name, payload: MediaPush<Name>): void {
    this.#tell(id, name, payload);
  }

  tellOthers<Name extends MediaPushName>(but: Peer | null | undefined, name: Name, payload: MediaPush<Name>): void {
    for (const peer of this.#peers.values()) if (peer !== but) this.tell(peer, name, payload);
  }

  /** With a reason, everybody is told that all of it is gone. */
  close(reason?: ResetReason): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#seat.rooms -= 1;
    if (reason) this.tellOthers(null, 'media:reset', { sessionId: this.sessionId, reason });
    for (const peer of this.#peers.values()) peer.close();
    this.#peers.clear();
    this.#senders.clear();
    this.#router.close();
    for (const watcher of this.#watchers) watcher.closed?.(reason);
    this.#watchers.clear();
  }

  #bracket = maxIncomingBitrate(0);

  /** A larger room leaves each less; told to the transports only when a step is crossed. */
  #shareBandwidth(): void {
    const bitrate = maxIncomingBitrate(this.#peers.size);
    if (bitrate === this.#bracket || this.#closed) return;
    this.#bracket = bitrate;
    for (const { transports } of this.#peers.values()) {
      // A transport that closes meanwhile needs no bound.
      for (const transport of transports.values()) transport.setMaxIncomingBitrate(bitrate).catch(() => {});
    }
  }
}
