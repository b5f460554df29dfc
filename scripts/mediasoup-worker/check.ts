// Whether a mediasoup-worker works: mediasoup's own JavaScript talks to it, and it answers an ICE request and the first
// message of a DTLS handshake on loopback, as it would those of a browser.
//
//   node scripts/mediasoup-worker/check.ts [path of the worker]
import { createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { crc32 } from 'node:zlib';
import { createWorker, workerBin } from 'mediasoup';

const u16 = (value: number) => Buffer.from([value >> 8, value & 0xff]);

/** A STUN binding request of the controlling side that nominates (RFC 8489, RFC 8445). */
function stunRequest(username: string, password: string): Buffer {
  const id = randomBytes(12);
  const head = (length: number) => Buffer.concat([u16(1), u16(length), Buffer.from('2112a442', 'hex'), id]);
  const attribute = (type: number, value: Buffer) =>
    Buffer.concat([u16(type), u16(value.length), value, Buffer.alloc(-value.length & 3)]);
  const described = Buffer.concat([
    attribute(0x00_06, Buffer.from(username)),
    attribute(0x00_24, Buffer.from([0x6e, 0, 1, 255])),
    attribute(0x80_2a, randomBytes(8)),
    attribute(0x00_25, Buffer.alloc(0)),
  ]);
  const integrity = createHmac('sha1', password)
    .update(head(described.length + 24))
    .update(described)
    .digest();
  const signed = Buffer.concat([described, attribute(0x00_08, integrity)]);
  const fingerprint = Buffer.alloc(4);
  fingerprint.writeUInt32BE((crc32(Buffer.concat([head(signed.length + 8), signed])) ^ 0x5354554e) >>> 0);
  return Buffer.concat([head(signed.length + 8), signed, attribute(0x80_28, fingerprint)]);
}

/** A DTLS 1.2 ClientHello: two ECDHE suites, two curves, SRTP. */
function clientHello(): Buffer {
  const extension = (type: number, hex: string) => {
    const value = Buffer.from(hex, 'hex');
    return Buffer.concat([u16(type), u16(value.length), value]);
  };
  const extensions = Buffer.concat([
    extension(10, '0004001d0017'),
    extension(11, '0100'),
    extension(13, '0006040308040401'),
    extension(14, '00040007000100'),
    extension(23, ''),
  ]);
  const suites = Buffer.from('00000004c02bc02f0100', 'hex');
  const body = Buffer.concat([u16(0xfefd), randomBytes(32), suites, u16(extensions.length), extensions]);
  const length = Buffer.from([0, body.length >> 8, body.length & 0xff]);
  const message = Buffer.concat([Buffer.from([1]), length, Buffer.alloc(5), length, body]);
  return Buffer.concat([Buffer.from([22, 0xfe, 0xff]), Buffer.alloc(8), u16(message.length), message]);
}

async function check(path: string): Promise<void> {
  const worker = await createWorker({ workerBin: path, logLevel: 'error' });
  const died = new Promise<never>((_, reject) => worker.on('died', reject));
  const router = await worker.createRouter({
    mediaCodecs: [{ kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 }],
  });
  const transport = await router.createWebRtcTransport({ listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }] });
  const value = Array.from({ length: 32 }, () => '00').join(':');
  await transport.connect({
    dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value }] },
  });
  const { usernameFragment, password } = transport.iceParameters;
  const { port } = transport.iceCandidates[0]!;
  const socket = createSocket('udp4');
  const answered = new Promise<void>((resolve, reject) => {
    socket.on('message', (message) => {
      const [type, method] = message;
      if (type === 1 && method === 1) socket.send(clientHello(), port, '127.0.0.1');
      else if (type === 22 && message[13] === 2) resolve();
      else if (type === 1 || type === 21) reject(new Error(`unexpected answer ${message.toString('hex', 0, 30)}`));
    });
  });
  socket.send(stunRequest(`${usernameFragment}:checkcheck`, password), port, '127.0.0.1');
  await Promise.race([answered, died]);
  worker.close();
}

setTimeout(() => {
  console.error('mediasoup-worker: the check took too long');
  process.exit(1);
}, 15_000).unref();
check(process.argv[2] ?? workerBin).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error('mediasoup-worker: the check failed:', error);
    process.exit(1);
  },
);
