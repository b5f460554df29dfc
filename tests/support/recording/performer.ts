import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { RtpParameters } from 'mediasoup/types';
import { frameMs, keyFrameEvery, soundMs, type Film } from './film.ts';

const ntpEpochMs = 2_208_988_800_000;
/** So small that a picture takes several packets. */
const mtu = 60;
const reportEveryMs = 500;

export type Kind = 'audio' | 'video';

/** RTP parameters of a performer's microphone or camera. */
export const parametersOf = (kind: Kind, ssrc: number, illegible = false): RtpParameters => ({
  codecs: [
    kind === 'audio'
      ? { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }
      : {
          mimeType: illegible ? 'video/VP9' : 'video/VP8',
          payloadType: 96,
          clockRate: 90_000,
          rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
        },
  ],
  headerExtensions: kind === 'audio' ? [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level' as const, id: 1 }] : [],
  encodings: [{ ssrc }],
  rtcp: { cname: `performer-${ssrc}` },
});

/** How somebody sends. */
export type Manner = {
  /** How much later than it happened a picture is sent. */
  readonly lateMs?: number;
  /** Each packet up to so much later still, in order. */
  readonly jitterMs?: number;
  /** Whether sender reports are sent. */
  readonly reports?: boolean;
  readonly source?: 'camera' | 'screen';
  /** Its pictures are said to be VP9, and are not: ffmpeg ends at the first. */
  readonly illegible?: boolean;
  /** Sends sound only. */
  readonly silentPicture?: boolean;
};
type To = { readonly port: number; readonly ssrc: number };
/** What is sent at the moment. */
type Showing = { film: Film; loud: boolean; stalled: boolean };

const steadyNow = () => performance.timeOrigin + performance.now();

/**
 * Sends a film over and over, the sound and the picture of it to a port each, in real time, with sender reports that say
 * when everything really happened: its moment 0 is at `startedAt`, and so is that of any film shown later.
 */
export function perform(film: Film, { audio, video }: { audio: To; video?: To }, manner: Manner = {}) {
  const startedAt = Math.ceil(steadyNow());
  const showing: Showing = { film, loud: true, stalled: false };
  const streams = [
    stream('audio', audio, manner, showing),
    ...(video ? [stream('video', video, manner, showing)] : []),
  ];
  const timer = setInterval(() => streams.forEach((one) => one.sendDue(steadyNow() - startedAt, startedAt)), 4);
  return {
    startedAt,
    show(film: Film) {
      showing.film = film;
    },
    /** Whether no picture leaves, though nobody has paused it; it goes on with a key frame. */
    stall(stalled: boolean) {
      showing.stalled = stalled;
    },
    /** Whether it counts as speaking. */
    speak(loud: boolean) {
      showing.loud = loud;
    },
    async close() {
      clearInterval(timer);
      await Promise.all(streams.map((one) => one.close()));
    },
  };
}

function stream(kind: Kind, { port, ssrc }: To, manner: Manner, showing: Showing) {
  const { jitterMs = 0, reports = true } = manner;
  const lateMs = kind === 'video' ? (manner.lateMs ?? 0) : 0;
  const [everyMs, clockRate] = kind === 'video' ? [frameMs, 90_000] : [soundMs, 48_000];
  // Each stream's clock starts anywhere; this one goes round within the first minute.
  const rtpAt = (ms: number) => (2 ** 32 - 1_000_000 + Math.round((ms * clockRate) / 1_000)) >>> 0;
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  const ready = once(socket, 'listening');
  let bound = false;
  void ready.then(() => (bound = true));
  let { film } = showing;
  let stalled = false;
  let next = 0;
  let sequence = 1_000;
  let reportedAt = -Infinity;
  let jitter = 0;
  return {
    sendDue(elapsedMs: number, startedAt: number) {
      if (!bound) return;
      for (; next * everyMs + lateMs + jitter <= elapsedMs; next += 1) {
        if (kind === 'audio' || next % keyFrameEvery === 0) {
          ({ film } = showing);
          stalled = kind === 'video' && showing.stalled;
        }
        if (stalled) continue;
        const frames = kind === 'video' ? film.pictures : film.sounds;
        const payload = frames[next % frames.length]!;
        const pieces = kind === 'audio' ? [payload] : manner.illegible ? [noVp9] : split(payload);
        for (const [index, piece] of pieces.entries()) {
          sequence = (sequence + 1) & 0xffff;
          const marker = kind === 'video' && index === pieces.length - 1;
          const header = rtpPacket({ kind, ssrc, sequence, rtp: rtpAt(next * everyMs), marker, loud: showing.loud });
          send(socket, Buffer.concat([header, piece]), port);
        }
        jitter = Math.random() * jitterMs;
      }
      if (reports && !stalled && elapsedMs - reportedAt >= reportEveryMs) {
        reportedAt = elapsedMs;
        send(socket, senderReport(ssrc, startedAt + elapsedMs, rtpAt(elapsedMs), next), port);
      }
    },
    async close() {
      await ready;
      socket.close();
    },
  };
}

const send = (socket: Socket, bytes: Buffer, port: number) => socket.send(bytes, port, '127.0.0.1');

/** The descriptor of a frame that is whole (RFC 9628), and no frame. */
const noVp9 = Buffer.from([0x0c, 0, 0, 0, 0]);

/** RFC 7741: each piece of a frame has a descriptor, whose S bit marks the first. */
function split(frame: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < frame.length; at += mtu) {
    pieces.push(Buffer.concat([Buffer.from([at === 0 ? 0x10 : 0]), frame.subarray(at, at + mtu)]));
  }
  return pieces;
}

type Header = { kind: Kind; ssrc: number; sequence: number; rtp: number; marker: boolean; loud: boolean };

/** RFC 3550; sound with its loudness (RFC 6464). */
function rtpPacket({ kind, ssrc, sequence, rtp, marker, loud }: Header): Buffer {
  const bytes = Buffer.alloc(kind === 'audio' ? 20 : 12);
  bytes[0] = kind === 'audio' ? 0x90 : 0x80;
  bytes[1] = (kind === 'audio' ? 111 : 96) | (marker ? 0x80 : 0);
  bytes.writeUInt16BE(sequence, 2);
  bytes.writeUInt32BE(rtp, 4);
  bytes.writeUInt32BE(ssrc, 8);
  if (kind === 'audio') {
    bytes.writeUInt16BE(0xbede, 12);
    bytes.writeUInt16BE(1, 14);
    bytes[16] = 0x10;
    bytes[17] = loud ? 0x80 | 20 : 127;
  }
  return bytes;
}

function senderReport(ssrc: number, atMs: number, rtp: number, packets: number): Buffer {
  const bytes = Buffer.alloc(28);
  bytes[0] = 0x80;
  bytes[1] = 200;
  bytes.writeUInt16BE(6, 2);
  bytes.writeUInt32BE(ssrc, 4);
  const ntpMs = atMs + ntpEpochMs;
  bytes.writeUInt32BE(Math.floor(ntpMs / 1_000), 8);
  bytes.writeUInt32BE(Math.floor(((ntpMs % 1_000) / 1_000) * 2 ** 32), 12);
  bytes.writeUInt32BE(rtp, 16);
  bytes.writeUInt32BE(packets, 20);
  return bytes;
}
