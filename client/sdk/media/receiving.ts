import type { Consumer, RtpCapabilities, RtpParameters, Transport } from 'mediasoup-client/types';
import type { Outcome } from '../outcome.ts';
import type { CallSeat } from '../session/call-line.ts';
import { spatialLayerFor, type Look } from './layers.ts';
import { isPassing } from './passing.ts';
import { settling } from './settle.ts';

/** After a question that came to nothing. */
const againMs = 1_000;

export interface ReceivingDeps {
  readonly producerId: string;
  readonly seat: CallSeat;
  readonly transport: Transport;
  readonly rtpCapabilities: RtpCapabilities;
  readonly signal: AbortSignal;
  readonly onTrack: (track: MediaStreamTrack) => void;
}

/** A sound is wanted or not; a picture is looked at in a size. Null: not wanted just now. */
export type Wanted = Look | 'sound' | null;

/** Receives one thing somebody else sends: asked for when it is first wanted, paused while it is not. */
export function createReceiving({ producerId, seat, transport, rtpCapabilities, signal, onTrack }: ReceivingDeps) {
  let wanted: Wanted = null;
  let consumer: Consumer | null = null;
  let paused = true;
  let layer: number | null = null;
  let over = false;

  const settle = settling(() => {
    if (over || signal.aborted) return null;
    if (!consumer) return wanted && consume();
    if (!wanted) return paused ? null : pause(consumer);
    const fitting = wanted === 'sound' ? null : spatialLayerFor(wanted);
    if (fitting !== null && fitting !== layer) return prefer(consumer, fitting);
    return paused ? resume(consumer) : null;
  });

  async function consume(): Promise<void> {
    const answer = await seat.ask('media:consume', {
      transportId: transport.id,
      producerId,
      rtpCapabilities,
    });
    if (over || signal.aborted) return;
    // It may have ended meanwhile.
    if (!answer.ok) return isPassing(answer.refusal) ? later(signal) : close();
    const { consumerId, kind, rtpParameters } = answer.value;
    try {
      // One group for lips and voice of the same person would be right; camera and microphone are two producers, whose
      // common clock the browser finds by the CNAME in the parameters.
      const made = await transport.consume({
        id: consumerId,
        producerId,
        kind,
        rtpParameters: rtpParameters as unknown as RtpParameters,
      });
      if (over || signal.aborted) return made.close();
      consumer = made;
      onTrack(made.track);
    } catch {
      close();
    }
  }

  async function resume(one: Consumer): Promise<void> {
    one.resume();
    if (await told(seat.ask('media:resumeConsumer', { consumerId: one.id }))) paused = false;
  }

  async function pause(one: Consumer): Promise<void> {
    one.pause();
    if (await told(seat.ask('media:pauseConsumer', { consumerId: one.id }))) paused = true;
  }

  async function prefer(one: Consumer, spatialLayer: 0 | 1 | 2): Promise<void> {
    if (await told(seat.ask('media:setPreferredLayers', { consumerId: one.id, spatialLayer }))) layer = spatialLayer;
  }

  /** What came to nothing is asked again in a moment, if it is still wanted; what is refused ends it. */
  async function told(answer: Promise<Outcome<object>>): Promise<boolean> {
    const outcome = await answer;
    if (outcome.ok) return true;
    if (isPassing(outcome.refusal)) await later(signal);
    else close();
    return false;
  }

  function close(): void {
    over = true;
    consumer?.close();
  }

  return {
    want(next: Wanted): void {
      wanted = next;
      settle();
    },
    /** From 0 to 1, as the last packets had it. */
    level: (): number => consumer?.rtpReceiver?.getSynchronizationSources()[0]?.audioLevel ?? 0,
    close,
  };
}
/** A moment, or until it is over. */
function later(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, againMs);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

export type Receiving = ReturnType<typeof createReceiving>;
