import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { MediaKind } from 'mediasoup/types';

const levelExtension = 1;

/** What one source sends, and how often. */
export interface Stream {
  readonly kind: MediaKind;
  readonly packetsPerSecond: number;
  readonly payloadType: number;
  readonly payloadBytes: number;
  /** Of the clock, from one packet to the next. */
  readonly step: number;
}
/** Opus in frames of 20 ms, of about the size it makes of speech. */
export const speech: Stream = {
  kind: 'audio',
  packetsPerSecond: 50,
  payloadType: 111,
  payloadBytes: 120,
  step: 960,
};
/** A tile of about 700 kbit/s. */
export const tilePicture: Stream = {
  kind: 'video',
  packetsPerSecond: 80,
  payloadType: 96,
  payloadBytes: 1_100,
  step: 1_125,
};

/** A browser's microphone, with the loudness in each packet that tells who speaks. */
export const microphone = (ssrc: number) => ({
  codecs: [{ mimeType: 'audio/opus' as const, payloadType: speech.payloadType, clockRate: 48_000, channels: 2 }],
  headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level' as const, id: levelExtension }],
  encodings: [{ ssrc }],
  rtcp: { cname: `microphone-${ssrc}` },
});

/** A camera of one layer. */
const camera = (ssrc: number) => ({
  codecs: [{ mimeType: 'video/VP8' as const, payloadType: tilePicture.payloadType, clockRate: 90_000 }],
  encodings: [{ ssrc }],
  rtcp: { cname: `camera-${ssrc}` },
});

export const parametersOf = (stream: Stream, ssrc: number) =>
  stream.kind === 'audio' ? microphone(ssrc) : camera(ssrc);

export type Ears = { readonly port: number; readonly heard: () => number; close(): void };

/** Counts the RTP that arrives at a port. */
export async function listenForRtp(): Promise<Ears> {
  const socket = await bound();
  let count = 0;
  socket.on('message', (packet) => {
    // RTCP comes by the same port, with types of its own.
    if (packet[1]! < 192 || packet[1]! > 223) count += 1;
  });
  return { port: socket.address().port, heard: () => count, close: () => socket.close() };
}

export type Sender = Awaited<ReturnType<typeof sendRtp>>;
export type Source = { readonly port: number; readonly ssrc: number };

/** Sends the same from each source, whose number may grow, at an even pace, in as many goes as needed; resolves with how many packets that were. */
export async function sendRtp(sources: readonly Source[], stream: Stream) {
  // All from one: mediasoup looks at the address alone, and a thousand sockets cost more than what is measured.
  const socket = await bound();
  let count = 0;
  return {
    async send(rate: number, seconds: number): Promise<number> {
      const total = rate * seconds;
      const startedAt = performance.now();
      for (let sent = 0; sent < total;) {
        const due = Math.min(total, Math.ceil(((performance.now() - startedAt) / 1_000) * rate));
        for (; sent < due; sent += 1, count += 1) {
          for (const { port, ssrc } of sources) socket.send(packet(stream, ssrc, count), port, '127.0.0.1');
        }
        await new Promise((resolve) => void setTimeout(resolve, 2));
      }
      return total * sources.length;
    },
    close: () => socket.close(),
  };
}

/** RFC 3550, with a one-byte header extension (RFC 8285) for the loudness (RFC 6464). */
function packet({ kind, payloadType, payloadBytes, step }: Stream, ssrc: number, count: number): Buffer {
  const headerBytes = kind === 'audio' ? 20 : 12;
  const bytes = Buffer.allocUnsafe(headerBytes + payloadBytes).fill(0xab, headerBytes);
  bytes[0] = kind === 'audio' ? 0x90 : 0x80;
  bytes[1] = payloadType;
  // From 1,000: a stream that starts at 0 counts as one that has lost a whole turn of the sequence.
  bytes.writeUInt16BE((count + 1_000) & 0xffff, 2);
  bytes.writeUInt32BE((count * step) >>> 0, 4);
  bytes.writeUInt32BE(ssrc, 8);
  if (kind === 'video') {
    // The start of a picture (RFC 7741), now and then of a key picture: nobody is sent anything before one.
    bytes[12] = 0x10;
    bytes[13] = count % 50 === 0 ? 0 : 1;
    return bytes;
  }
  bytes.writeUInt16BE(0xbede, 12);
  bytes.writeUInt16BE(1, 14);
  bytes[16] = levelExtension << 4;
  // Speech, 30 dB below the loudest.
  bytes[17] = 0x80 | 30;
  bytes.fill(0, 18, 20);
  return bytes;
}

async function bound(): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}
