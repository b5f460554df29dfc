import { expect } from 'vitest';
import type { Ack } from '../plain-client.ts';
import type { Visitor } from '../visitor.ts';

/** RTP parameters as a browser would send them for one microphone or camera; each with numbers of its own. */
export function rtpParameters(kind: 'audio' | 'video', ssrc: number): object {
  const codec =
    kind === 'audio'
      ? { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }
      : { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 };
  return { mid: String(ssrc), codecs: [codec], encodings: [{ ssrc }], rtcp: { cname: 'test' } };
}

/** What a client that connects would say of its certificate. No packet of its ever comes. */
export const dtlsParameters = {
  role: 'client',
  fingerprints: [
    {
      algorithm: 'sha-256',
      value: Array.from({ length: 32 }, (_, index) => index.toString(16).padStart(2, '0').toUpperCase()).join(':'),
    },
  ],
};

export type CallerInCall = {
  readonly visitor: Visitor;
  readonly joined: Ack & { token: string; producers: { producerId: string; userId: string }[] };
  readonly sendId: string;
  readonly recvId: string;
  ask(name: string, payload?: object): Promise<Ack>;
  produce(source: 'microphone' | 'camera' | 'screen' | 'screenAudio'): Promise<string>;
  consume(producerId: string): Promise<string>;
};

let ssrc = 1_000;

/** Joins the call and has a transport each way, as a client does. */
export async function enterCall(visitor: Visitor, sessionId: string): Promise<CallerInCall> {
  const ask = (name: string, payload: object = {}) => visitor.ask(`media:${name}`, { sessionId, ...payload });
  const given = async <Answer>(answer: Promise<Ack>): Promise<Answer> => {
    const ack = await answer;
    if (!ack.ok) throw new Error(`${ack.error?.code}: ${ack.error?.message}`);
    return ack as Answer;
  };
  // A node that cannot be reached for a moment says so, and a client asks again.
  let answer: Ack | null = null;
  await expect.poll(async () => (answer = await ask('join')).error?.code, { timeout: 10_000 }).not.toBe('UNAVAILABLE');
  const joined = await given<CallerInCall['joined']>(Promise.resolve(answer!));
  const { id: sendId } = await given<{ id: string }>(ask('createTransport', { direction: 'send' }));
  const { id: recvId } = await given<{ id: string }>(ask('createTransport', { direction: 'recv' }));
  return {
    visitor,
    joined,
    sendId,
    recvId,
    ask,
    async produce(source) {
      const kind = source === 'microphone' || source === 'screenAudio' ? 'audio' : 'video';
      const produced = ask('produce', {
        transportId: sendId,
        kind,
        source,
        rtpParameters: rtpParameters(kind, (ssrc += 1)),
      });
      return (await given<{ producerId: string }>(produced)).producerId;
    },
    async consume(producerId) {
      const rtpCapabilities = joined['routerRtpCapabilities'];
      const consumed = ask('consume', { transportId: recvId, producerId, rtpCapabilities });
      return (await given<{ consumerId: string }>(consumed)).consumerId;
    },
  };
}
