import type { Device, DtlsParameters, IceCandidate, IceParameters, Transport } from 'mediasoup-client/types';
import { refuse, type Refusal } from '../../../server/protocol/errors.ts';
import { mediaSources, type MediaSource } from '../../../server/protocol/media-sources.ts';
import type { MediaPayload, ProducerShown } from '../../../server/protocol/media.ts';
import { done, refused, type Outcome } from '../outcome.ts';
import type { CallSeat } from '../session/call-line.ts';
import type { OwnSources } from './call-state.ts';
import { keepConnected } from './keep-connected.ts';
import { isPassing } from './passing.ts';
import { createReceiving, type Receiving, type Wanted } from './receiving.ts';
import { createSending, type SendingData } from './sending.ts';

export interface LegDeps {
  readonly seat: CallSeat;
  readonly newDevice: () => Promise<Device>;
  /** Ends the leg with all that hangs on it, at any moment. */
  readonly signal: AbortSignal;
  /** Who sends what, before anything else is told of them. */
  readonly onJoined: (producers: readonly ProducerShown[]) => void;
  readonly onTrack: (producerId: string, track: MediaStreamTrack) => void;
  readonly onRefused: (source: MediaSource, refusal: Refusal) => void;
  readonly onWay: (way: 'up' | 'down') => void;
  readonly onLost: () => void;
}

/** One joining of one router: two transports and what goes over them. A call outlives many of them. */
export interface Leg {
  readonly send: (own: OwnSources) => void;
  readonly want: (producerId: string, wanted: Wanted) => void;
  readonly drop: (producerId: string) => void;
  readonly pausedByHost: (source: MediaSource) => void;
  readonly level: (producerId: string) => number;
  readonly stats: () => Promise<readonly RTCStatsReport[]>;
}

const left = refused(refuse('INVALID_STATE', 'The call was left meanwhile'));

export async function openLeg(deps: LegDeps): Promise<Outcome<Leg>> {
  const { seat, signal, onWay, onLost, onRefused, onTrack } = deps;
  const joined = await seat.ask('media:join', {});
  if (signal.aborted) return left;
  if (!joined.ok) return joined;
  const { routerRtpCapabilities, iceServers, producers } = joined.value;
  deps.onJoined(producers);
  const device = await deps.newDevice();
  await device.load({ routerRtpCapabilities });

  async function open(direction: 'send' | 'recv'): Promise<Outcome<Transport>> {
    const made = await seat.ask('media:createTransport', { direction });
    if (signal.aborted) return left;
    if (!made.ok) return made;
    const options = {
      id: made.value.id,
      iceParameters: made.value.iceParameters as unknown as IceParameters,
      iceCandidates: made.value.iceCandidates as unknown as IceCandidate[],
      dtlsParameters: made.value.dtlsParameters as unknown as DtlsParameters,
      iceServers,
    };
    const transport = direction === 'send' ? device.createSendTransport(options) : device.createRecvTransport(options);
    signal.addEventListener('abort', () => transport.close(), { once: true });
    transport.on('connect', ({ dtlsParameters }, connected, failed) => {
      const args = { transportId: transport.id, dtlsParameters: plain(dtlsParameters) };
      void seat.ask('media:connectTransport', args).then((answer) => {
        if (answer.ok) connected();
        else failed(new Error(answer.refusal.message));
      });
    });
    transport.on('produce', ({ kind, rtpParameters, appData }, produced, failed) => {
      const { source, paused, refused: tell } = appData as SendingData;
      const args = { transportId: transport.id, kind, source, paused, rtpParameters: plain(rtpParameters) };
      void seat.ask('media:produce', args).then((answer) => {
        if (answer.ok) return produced({ id: answer.value.producerId });
        if (!isPassing(answer.refusal)) tell(answer.refusal);
        failed(new Error(answer.refusal.message));
      });
    });
    keepConnected({ transport, restartIce: () => restartIce(transport), onWay, onLost, signal });
    return done(transport);
  }

  async function restartIce(transport: Transport): Promise<boolean> {
    const answer = await seat.ask('media:restartIce', { transportId: transport.id });
    if (!answer.ok || signal.aborted) return false;
    const { iceServers: fresh } = answer.value;
    const iceParameters = answer.value.iceParameters as unknown as IceParameters;
    try {
      // The relay takes the name and password of the joining for some minutes only.
      if (fresh) await transport.updateIceServers({ iceServers: fresh });
      await transport.restartIce({ iceParameters });
      return true;
    } catch {
      return false;
    }
  }

  const [send, recv] = await Promise.all([open('send'), open('recv')]);
  if (signal.aborted) return left;
  if (!send.ok) return send;
  if (!recv.ok) return recv;

  const sendings = mediaSources.map((source) => ({
    source,
    sending: createSending({ source, seat, transport: send.value, signal, onRefused, onFailed: onLost }),
  }));
  const receivings = new Map<string, Receiving>();
  const receivingOf = (producerId: string): Receiving => {
    const there = receivings.get(producerId);
    if (there) return there;
    const made = createReceiving({
      producerId,
      seat,
      transport: recv.value,
      rtpCapabilities: device.recvRtpCapabilities,
      signal,
      onTrack: (track) => onTrack(producerId, track),
    });
    receivings.set(producerId, made);
    return made;
  };

  return done({
    send(own) {
      for (const { source, sending } of sendings) sending.want(own[source]);
    },
    want: (producerId, wanted) => receivingOf(producerId).want(wanted),
    drop(producerId) {
      receivings.get(producerId)?.close();
      receivings.delete(producerId);
    },
    pausedByHost: (source) => sendings.find((one) => one.source === source)?.sending.pausedByHost(),
    level: (producerId) => receivings.get(producerId)?.level() ?? 0,
    stats: () => Promise.all([send.value.getStats(), recv.value.getStats()]),
  });
}

/** mediasoup's own types say less of what they hold than JSON does. */
const plain = (value: object) => value as MediaPayload<'media:connectTransport'>['dtlsParameters'];
