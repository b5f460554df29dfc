import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Consumer, ConsumerTraceEventData, PlainTransport, ProducerTraceEventData, Router } from 'mediasoup/types';
import type { Sending } from '../media-room.ts';
import { startFfmpeg, words, type Ffmpeg } from './ffmpeg.ts';
import { FirstFrame, type SeenPacket } from './first-frame.ts';
import type { Entry } from './journal.ts';
import { givePairBack, isTaken, sendTo, takePair } from './local-ports.ts';
import { goodbye, recorderCapabilities, sessionDescription, stillHere } from './sdp.ts';

const listenInfo = { protocol: 'udp', ip: '127.0.0.1' } as const;
const startTries = 4;
const startWithinMs = 5_000;
const endWithinMs = 1_000;
const askAgainMs = 500;
const lookEveryMs = 10;
/** What a killed ffmpeg takes along. */
const keptEveryMs = 1_000;
const reportEveryMs = 900;

export type TapOptions = {
  readonly router: Router;
  readonly sending: Sending;
  readonly folder: string;
  /** Of its files, without an ending; names the tap in the journal. */
  readonly name: string;
  readonly note: (entry: Entry) => void;
  /** Milliseconds that never jump. */
  readonly now: () => number;
  /** The first that it sent is on its way to the file. */
  readonly onFlowing: () => void;
  /** ffmpeg has died, or cannot be started; the tap is closed. */
  readonly onLost: (said: string) => void;
};

/**
 * What one person sends of one source, on its way into a file of its own: a consumer on loopback, and an ffmpeg that
 * writes down what arrives, as it is. The file counts time from the first frame by the sender's RTP clock; what the
 * sender's reports say of that clock is noted in the journal.
 */
export class Tap {
  readonly sending: Sending;
  readonly #options: TapOptions;
  readonly #first: FirstFrame;
  #transport: PlainTransport | null = null;
  #consumer: Consumer | null = null;
  #ffmpeg: Ffmpeg | null = null;
  #port: number | null = null;
  #opened = false;
  #wrote = false;
  #flowing = false;
  #asking: NodeJS.Timeout | undefined;
  #reportedAt = -Infinity;
  #closing: Promise<void> | null = null;

  constructor(options: TapOptions) {
    this.#options = options;
    this.sending = options.sending;
    this.#first = new FirstFrame(this.sending.producer.kind);
    this.#open().catch((error: unknown) => this.#lose(error instanceof Error ? error.message : String(error)));
  }

  get pid(): number | undefined {
    return this.#ffmpeg?.pid;
  }

  /** Where a picture can begin. */
  refresh(): void {
    // One that has closed needs none.
    if (this.#consumer?.kind === 'video') this.#consumer.requestKeyFrame().catch(() => {});
  }

  /** To be called every few seconds: who is muted sends nothing, and is not gone. */
  keepAlive(): void {
    if (this.#port !== null && !this.#closing) void sendTo(this.#port + 1, stillHere);
  }

  /** Nothing is written of what comes from now on; resolves when all before is. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #open(): Promise<void> {
    const { router, sending, name, note, now } = this.#options;
    const { producer, source, userId, peerId } = sending;
    const transport = await router.createPlainTransport({ listenInfo, rtcpMux: false, comedia: false });
    this.#transport = transport;
    if (this.#closing) return transport.close();
    const consumer = await transport.consume({
      producerId: producer.id,
      rtpCapabilities: recorderCapabilities(router.rtpCapabilities),
      paused: true,
    });
    this.#consumer = consumer;
    const port = await this.#listen(consumer);
    if (port === null) return;
    this.#port = port;
    void this.#ffmpeg!.ended.then(() => (this.#port = null));
    await transport.connect({ ip: listenInfo.ip, port, rtcpPort: port + 1 });
    if (this.#closing) return;
    const { clockRate } = consumer.rtpParameters.codecs[0]!;
    note({ type: 'opened', tap: name, file: `${name}.mkv`, userId, peerId, source, clockRate, at: now() });
    this.#opened = true;
    if (consumer.producerPaused) note({ type: 'paused', tap: name, at: now() });
    consumer.on('producerpause', () => note({ type: 'paused', tap: name, at: now() }));
    consumer.on('producerresume', () => note({ type: 'resumed', tap: name, at: now() }));
    consumer.on('trace', (trace) => this.#sight(trace));
    producer.on('trace', this.#report);
    await Promise.all([consumer.enableTraceEvent(['rtp']), producer.enableTraceEvent(['sr'])]);
    if (this.#closing) return;
    await consumer.resume();
    // A sender that was asked a moment ago for another may not hear of this one.
    this.refresh();
    if (!this.#closing) this.#asking = setInterval(() => this.refresh(), askAgainMs);
    const { ended } = this.#ffmpeg!;
    void ended.then(({ said }) => this.#lose(said || 'it was killed'));
  }

  /** The port at which an ffmpeg listens; null if the tap was closed meanwhile. */
  async #listen({ kind, rtpParameters }: Consumer): Promise<number | null> {
    const { folder, name } = this.#options;
    let said = '';
    for (let tries = 0; tries < startTries; tries += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
      const port = await takePair();
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
      await writeFile(join(folder, `${name}.sdp`), sessionDescription(kind, rtpParameters, port));
      if (this.#closing) {
        givePairBack(port);
        return null;
      }
      const ffmpeg = startFfmpeg(receiving(name), { cwd: folder, onOutput: () => this.#write() });
      this.#ffmpeg = ffmpeg;
      void ffmpeg.ended.then(() => givePairBack(port));
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
      const outcome = await Promise.race([ffmpeg.ended, listening(port)]);
      if (this.#closing) return null;
      if (outcome === 'listening') return port;
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
      await ffmpeg.stop();
      said = outcome === 'late' ? 'it did not start in time' : outcome.said;
    }
    throw new Error(said);
  }

  #write(): void {
    this.#wrote = true;
    this.#settle();
  }

  #sight(trace: ConsumerTraceEventData): void {
    if (trace.type !== 'rtp' || this.#closing) return;
    this.#first.see(trace.info['rtpPacket'] as SeenPacket, this.#happenedAt(trace.timestamp));
    this.#settle();
  }

  /** ffmpeg has written its first frame, and it is known which that was. Either may be heard of first. */
  #settle(): void {
    const { found } = this.#first;
    if (this.#closing || this.#flowing || !this.#wrote || !found) return;
    this.#flowing = true;
    clearInterval(this.#asking);
    this.#consumer?.removeAllListeners('trace');
    // Gone meanwhile, there is nothing to switch off.
    this.#consumer?.enableTraceEvent([]).catch(() => {});
    this.#options.note({ type: 'first', tap: this.#options.name, ...found });
    this.#options.onFlowing();
  }

  readonly #report = (trace: ProducerTraceEventData) => {
    if (trace.type !== 'sr') return;
    const { ssrc, ntpSec, ntpFrac, rtpTs } = trace.info as Record<'ssrc' | 'ntpSec' | 'ntpFrac' | 'rtpTs', number>;
    const at = this.#happenedAt(trace.timestamp);
    if (at - this.#reportedAt < reportEveryMs && this.sending.producer.type === 'simple') return;
    this.#reportedAt = at;
    const ntpMs = ntpSec * 1_000 + (ntpFrac / 2 ** 32) * 1_000;
    this.#options.note({ type: 'report', tap: this.#options.name, ssrc, rtp: rtpTs, ntpMs, at });
  };

  /** A worker's clock is the machine's monotonic one, as Node's is: how long a message took does not count. */
  #happenedAt(workerMs: number): number {
    const tookMs = Number(process.hrtime.bigint() / 1_000_000n) - workerMs;
    return this.#options.now() - (tookMs >= 0 && tookMs < 5_000 ? tookMs : 0);
  }

  #lose(said: string): void {
    if (this.#closing) return;
    void this.close();
    this.#options.onLost(said);
  }

  async #close(): Promise<void> {
    const { name, note, now } = this.#options;
    clearInterval(this.#asking);
    this.sending.producer.off('trace', this.#report);
    // Gone meanwhile, there is nothing to switch off.
    this.sending.producer.enableTraceEvent([]).catch(() => {});
    this.#transport?.close();
    if (this.#opened) note({ type: 'closed', tap: name, at: now() });
    if (!this.#ffmpeg) return;
    const port = this.#port;
    const late = setTimeout(() => void this.#ffmpeg?.stop(), endWithinMs);
    await (port === null ? this.#ffmpeg.stop() : sendTo(port + 1, goodbye));
    await this.#ffmpeg.ended;
    clearTimeout(late);
  }
}

const receiving = (name: string): string[] =>
  words(
    `-protocol_whitelist file,udp,rtp -localaddr ${listenInfo.ip} -buffer_size 4194304 -analyzeduration 0 -probesize 32 ` +
      `-f sdp -i ${name}.sdp -c copy -f matroska -cluster_time_limit ${keptEveryMs} -flush_packets 1 ${name}.mkv ` +
      // A line on standard output at the first frame.
      `-c copy -frames 1 -f framecrc -flush_packets 1 -`,
  );

/** ffmpeg takes the port of RTCP last. */
async function listening(port: number): Promise<'listening' | 'late'> {
  const until = performance.now() + startWithinMs;
  while (performance.now() < until) {
    // oxlint-disable-next-line no-await-in-loop -- asked until it is so
    if (await isTaken(port + 1)) return 'listening';
    // oxlint-disable-next-line no-await-in-loop -- asked until it is so
    await new Promise((resolve) => void setTimeout(resolve, lookEveryMs));
  }
  return 'late';
}
