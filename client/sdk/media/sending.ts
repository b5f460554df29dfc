import type { Producer, Transport } from 'mediasoup-client/types';
import type { Refusal } from '../../../server/protocol/errors.ts';
import type { MediaSource } from '../../../server/protocol/media-sources.ts';
import type { CallSeat } from '../session/call-line.ts';
import { trackOf } from './own-sources.ts';
import type { OwnSource } from './call-state.ts';
import { encodingsOf } from './layers.ts';
import { settling } from './settle.ts';

export interface SendingDeps {
  readonly source: MediaSource;
  readonly seat: CallSeat;
  readonly transport: Transport;
  readonly signal: AbortSignal;
  readonly onRefused: (source: MediaSource, refusal: Refusal) => void;
  /** It could not be sent, and nobody said why: the whole has to be built anew. */
  readonly onFailed: () => void;
}

/** What the transport is told of a source, beside how it is encoded. */
export interface SendingData {
  readonly source: MediaSource;
  readonly paused: boolean;
  readonly refused: (refusal: Refusal) => void;
  readonly [key: string]: unknown;
}

/** Sends one source over one transport as the person has it: on, muted, with this device, not at all. */
export function createSending({ source, seat, transport, signal, onRefused, onFailed }: SendingDeps) {
  let wanted: OwnSource = { kind: 'off' };
  let producer: Producer | null = null;
  /** As the server was told. */
  let paused = false;

  const settle = settling(() => {
    if (signal.aborted) return null;
    const track = trackOf(wanted);
    if (!producer) return track && produce(track);
    // While another device starts, the one before goes on: its track is stopped when the new one is there.
    if (!track) return wanted.kind === 'starting' && producer.track?.readyState === 'live' ? null : stop(producer);
    if (producer.track !== track) return producer.replaceTrack({ track }).catch(() => giveUp(producer));
    const muted = wanted.kind === 'muted';
    return muted === paused ? null : tellPaused(producer, muted);
  });

  async function produce(track: MediaStreamTrack): Promise<void> {
    const told: { refusal: Refusal | null } = { refusal: null };
    const muted = wanted.kind === 'muted';
    try {
      const encodings = encodingsOf[source];
      const made = await transport.produce({
        track,
        stopTracks: false,
        ...(encodings.length > 0 ? { encodings } : {}),
        ...(source === 'camera' ? { codecOptions: { videoGoogleStartBitrate: 600 } } : {}),
        ...(source === 'microphone' ? { codecOptions: { opusDtx: true, opusFec: true } } : {}),
        // It comes back with the question for the server, which the transport asks.
        appData: {
          source,
          paused: muted,
          refused: (refusal: Refusal) => (told.refusal = refusal),
        } satisfies SendingData,
      });
      if (signal.aborted) return made.close();
      producer = made;
      paused = muted;
      if (muted) made.pause();
    } catch {
      if (signal.aborted) return;
      wanted = { kind: 'off' };
      if (told.refusal) onRefused(source, told.refusal);
      else onFailed();
    }
  }

  async function stop(one: Producer): Promise<void> {
    const { id } = one;
    giveUp(one);
    await seat.ask('media:closeProducer', { producerId: id });
  }

  function giveUp(one: Producer | null): void {
    one?.close();
    producer = null;
  }

  async function tellPaused(one: Producer, muted: boolean): Promise<void> {
    paused = muted;
    if (muted) one.pause();
    else one.resume();
    await seat.ask(muted ? 'media:pauseProducer' : 'media:resumeProducer', { producerId: one.id });
  }

  return {
    want(next: OwnSource): void {
      wanted = next;
      settle();
    },
    /** The server has paused it, for a host. */
    pausedByHost(): void {
      if (!producer) return;
      paused = true;
      producer.pause();
    },
  };
}
