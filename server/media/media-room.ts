import type {
  Consumer,
  DtlsParameters,
  Producer,
  Router,
  RtpCapabilities,
  RtpParameters,
  Transport,
  WebRtcTransport,
} from 'mediasoup/types';
import type { SessionId, UserId } from '../protocol/ids.ts';
import type { MediaSource } from '../protocol/media-sources.ts';
import type { MediaAnswer, MediaPayload, MediaPush, MediaPushName, ResetReason } from '../protocol/media.ts';
import { mediaCodecs, offered } from './codecs.ts';
import { initialOutgoingBitrate, maxIncomingBitrate } from './limits.ts';
import { Peer, type Sent } from './peer.ts';
import type { PeerId, Tell } from './ports.ts';
import { Speakers } from './speakers.ts';
import type { Seat } from './workers.ts';

/** What is asked of a transport that has been found. */
type OnTransport<Name extends 'media:produce' | 'media:consume'> = Omit<
  MediaPayload<Name>,
  'sessionId' | 'transportId'
>;

/** One stream that somebody sends. */
export type Sending = {
  readonly producer: Producer;
  readonly source: MediaSource;
  readonly userId: UserId;
  readonly peerId: PeerId;
};

/** Told of what a recording needs to know. */
export type Watcher = {
  sendersChanged?(): void;
  speaking?(userIds: readonly UserId[]): void;
  closed?(reason: ResetReason | undefined): void;
};

type Json = MediaAnswer<'media:join'>['routerRtpCapabilities'];
/** What mediasoup describes things by is plain JSON, which its types do not say. */
const plain = (value: object): Json => structuredClone(value) as Json;

/**
 * The call of one session: a router, and who sends and receives through it. It asks nobody whether they may; that is done
 * before (`serving.ts`). What it is asked for and does not have is `undefined`. Everything that closes takes along what
 * hangs on it, and closing twice is closing once.
 */
export class MediaRoom {
  readonly sessionId: SessionId;
  /** Names this router among those the session has had. */
  readonly token: string;
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
          room.#tellAll('media:activeSpeakers', { sessionId, userIds });
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

  /** Returns what ends it. */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Begins anew: what this peer had open in an earlier attempt is closed. */
  join(id: PeerId, userId: UserId): Omit<MediaAnswer<'media:join'>, 'iceServers'> {
    this.leave(id);
    const producers = this.peers.flatMap((peer) => peer.shown());
    this.#peers.set(id, new Peer(id, userId));
    this.#shareBandwidth();
    return { token: this.token, routerRtpCapabilities: plain(offered(this.#router.rtpCapabilities)), producers };
  }

  leave(id: PeerId): void {
    const peer = this.#peers.get(id);
    if (!peer) return;
    for (const producerId of peer.sent.keys()) this.closeProducer(peer, producerId);
    this.#peers.delete(id);
    peer.close();
    this.#shareBandwidth();
  }

  async createTransport(peer: Peer): Promise<MediaAnswer<'media:createTransport'> | undefined> {
    peer.transportsToCome += 1;
    const transport = await this.#router
      .createWebRtcTransport({
        webRtcServer: this.#seat.server,
        initialAvailableOutgoingBitrate: initialOutgoingBitrate,
        // A client that is gone without a word is noticed by its silence.
        iceConsentTimeout: 20,
      })
      .finally(() => {
        peer.transportsToCome -= 1;
      });
    if (peer.closed) {
      transport.close();
      return undefined;
    }
    peer.transports.set(transport.id, transport);
    transport.observer.once('close', () => peer.transports.delete(transport.id));
    await transport.setMaxIncomingBitrate(maxIncomingBitrate(this.#peers.size));
    const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
    return {
      id,
      iceParameters: plain(iceParameters),
      iceCandidates: iceCandidates.map(plain),
      dtlsParameters: plain(dtlsParameters),
    };
  }

  connectTransport(transport: WebRtcTransport, { dtlsParameters }: MediaPayload<'media:connectTransport'>) {
    return transport.connect({ dtlsParameters: dtlsParameters as unknown as DtlsParameters });
  }

  async restartIce(transport: WebRtcTransport): Promise<MediaAnswer<'media:restartIce'>> {
    return { iceParameters: plain(await transport.restartIce()) };
  }

  /** What this person sent of the same source ends: a new tab, or the one that came back, takes over. */
  async produce(
    peer: Peer,
    transport: Transport,
    { kind, rtpParameters, source, paused = false }: OnTransport<'media:produce'>,
  ): Promise<MediaAnswer<'media:produce'> | undefined> {
    const producer = await transport.produce({
      kind,
      rtpParameters: rtpParameters as unknown as RtpParameters,
      paused,
    });
    if (peer.closed) {
      producer.close();
      return undefined;
    }
    this.closeSource(peer.userId, source);
    const { sessionId } = this;
    peer.sent.set(producer.id, { producer, source });
    this.#senders.set(producer.id, peer);
    producer.observer.once('close', () => {
      peer.sent.delete(producer.id);
      this.#senders.delete(producer.id);
      if (this.#closed) return;
      this.#tellOthers(null, 'media:producerClosed', { sessionId, producerId: producer.id });
      for (const watcher of this.#watchers) watcher.sendersChanged?.();
    });
    const facts = { producerId: producer.id, userId: peer.userId, kind, source, paused: producer.paused };
    this.#tellOthers(peer, 'media:producerAdded', { sessionId, ...facts });
    for (const watcher of this.#watchers) watcher.sendersChanged?.();
    if (source === 'microphone') await this.#speakers?.add(producer);
    return { producerId: producer.id };
  }

  canConsume(producerId: string, rtpCapabilities: unknown): boolean {
    return (
      this.#senders.has(producerId) &&
      this.#router.canConsume({ producerId, rtpCapabilities: rtpCapabilities as RtpCapabilities })
    );
  }

  /** Starts paused: the client has to be ready for the first picture, or it would wait for the next. */
  async consume(
    peer: Peer,
    transport: Transport,
    { producerId, rtpCapabilities }: OnTransport<'media:consume'>,
  ): Promise<MediaAnswer<'media:consume'> | undefined> {
    const consumer = await transport.consume({
      producerId,
      rtpCapabilities,
      paused: true,
    });
    if (peer.closed) {
      consumer.close();
      return undefined;
    }
    const { sessionId } = this;
    peer.consumers.set(consumer.id, consumer);
    consumer.observer.once('close', () => peer.consumers.delete(consumer.id));
    consumer.once('producerclose', () => {
      this.#tell(peer.id, 'media:consumerClosed', { sessionId, consumerId: consumer.id });
    });
    const { kind, rtpParameters, producerPaused } = consumer;
    return { consumerId: consumer.id, producerId, kind, rtpParameters: plain(rtpParameters), producerPaused };
  }

  async resumeConsumer(consumer: Consumer): Promise<void> {
    await consumer.resume();
    if (consumer.kind === 'video') await consumer.requestKeyFrame();
  }

  setPreferredLayers(
    consumer: Consumer,
    { spatialLayer, temporalLayer }: MediaPayload<'media:setPreferredLayers'>,
  ): Promise<void> {
    return consumer.setPreferredLayers({ spatialLayer, ...(temporalLayer === undefined ? {} : { temporalLayer }) });
  }

  async pauseProducer(producer: Producer): Promise<void> {
    if (producer.paused) return;
    await producer.pause();
    this.#tellOthers(this.#senders.get(producer.id), 'media:producerPaused', this.#named(producer));
  }

  async resumeProducer(producer: Producer): Promise<void> {
    if (!producer.paused) return;
    await producer.resume();
    this.#tellOthers(this.#senders.get(producer.id), 'media:producerResumed', this.#named(producer));
  }

  closeProducer(peer: Peer, producerId: string): void {
    peer.sent.get(producerId)?.producer.close();
  }

  /** Ends what this person sends of a source, on whichever tab. */
  closeSource(userId: UserId, source: MediaSource): void {
    for (const { producer } of this.#sentBy(userId, source)) producer.close();
  }

  /** A muted microphone or camera is paused, and its owner may switch it on again; a muted screen has to be shared anew. */
  async mute(userId: UserId, source: MediaSource, byUserId: UserId): Promise<void> {
    for (const { producer } of this.#sentBy(userId, source)) {
      if (source === 'screen' || source === 'screenAudio') producer.close();
      // oxlint-disable-next-line no-await-in-loop -- one person has one of a source, or two for a moment
      else await this.pauseProducer(producer);
    }
    const { sessionId } = this;
    for (const peer of this.#peers.values()) {
      if (peer.userId === userId) this.#tell(peer.id, 'media:muted', { sessionId, source, byUserId });
    }
  }

  /** With a reason, everybody is told that all of it is gone. */
  close(reason?: ResetReason): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#seat.rooms -= 1;
    if (reason) this.#tellAll('media:reset', { sessionId: this.sessionId, reason });
    for (const peer of this.#peers.values()) peer.close();
    this.#peers.clear();
    this.#senders.clear();
    this.#router.close();
    for (const watcher of this.#watchers) watcher.closed?.(reason);
    this.#watchers.clear();
  }

  #sentBy(userId: UserId, source: MediaSource): Sent[] {
    const theirs = this.peers.filter((peer) => peer.userId === userId);
    return theirs.flatMap(({ sent }) => [...sent.values()].filter((one) => one.source === source));
  }

  #named({ id }: Producer) {
    return { sessionId: this.sessionId, producerId: id };
  }

  #tellAll<Name extends MediaPushName>(name: Name, payload: MediaPush<Name>): void {
    this.#tellOthers(null, name, payload);
  }

  #tellOthers<Name extends MediaPushName>(but: Peer | null | undefined, name: Name, payload: MediaPush<Name>): void {
    for (const peer of this.#peers.values()) if (peer !== but) this.#tell(peer.id, name, payload);
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
