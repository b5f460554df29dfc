import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const payloadType = 111;
const levelExtension = 1;
/** About what Opus makes of 20 ms of speech. */
const payloadBytes = 120;

/** A browser's microphone, with the loudness in each packet that tells who speaks. */
export const microphone = (ssrc: number) => ({
  codecs: [{ mimeType: 'audio/opus' as const, payloadType, clockRate: 48_000, channels: 2 }],
  headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level' as const, id: levelExtension }],
  encodings: [{ ssrc }],
  rtcp: { cname: `microphone-${ssrc}` },
});

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

/** Sends from each source at an even pace, in as many goes as needed; resolves with how many packets that were. */
export async function sendRtp(sources: readonly { port: number; ssrc: number }[]) {
  const sockets = await Promise.all(sources.map(() => bound()));
  let count = 0;
  return {
    async send(rate: number, seconds: number): Promise<number> {
      const total = rate * seconds;
      const startedAt = performance.now();
      for (let sent = 0; sent < total;) {
        const due = Math.min(total, Math.ceil(((performance.now() - startedAt) / 1_000) * rate));
        for (; sent < due; sent += 1, count += 1) {
          for (const [index, { port, ssrc }] of sources.entries()) {
            sockets[index]!.send(packet(ssrc, count), port, '127.0.0.1');
          }
        }
        await new Promise((resolve) => void setTimeout(resolve, 2));
      }
      return total * sources.length;
    },
    close: () => sockets.forEach((socket) => socket.close()),
  };
}

/** RFC 3550, with a one-byte header extension (RFC 8285) for the loudness (RFC 6464). */
function packet(ssrc: number, count: number): Buffer {
  const bytes = Buffer.alloc(20 + payloadBytes, 0xab);
  bytes[0] = 0x90;
  bytes[1] = payloadType;
  // From 1,000: a stream that starts at 0 counts as one that has lost a whole turn of the sequence.
  bytes.writeUInt16BE((count + 1_000) & 0xffff, 2);
  bytes.writeUInt32BE((count * 960) >>> 0, 4);
  bytes.writeUInt32BE(ssrc, 8);
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
