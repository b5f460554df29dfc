import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  connectionId,
  recordingId,
  sessionId,
  userId,
  type RecordingId,
  type UserId,
} from '../../../server/protocol/ids.ts';
import { MediaRoom } from '../../../server/media/media-room.ts';
import { pauseProducer, produce, resumeProducer } from '../../../server/media/sending.ts';
import type { FreeSpace } from '../../../server/media/recording/space.ts';
import { startRecordings } from '../../../server/media/recording/start.ts';
import type { RecordingCommand } from '../../../server/media/recording/ports.ts';
import { createWorkers } from '../../../server/media/workers.ts';
import type { Producer } from 'mediasoup/types';
import type { Film } from './film.ts';
import { memoryTakes, type TakeRow } from './memory-takes.ts';
import { parametersOf, perform, type Manner } from './performer.ts';
import { until } from './until.ts';

const listenInfo = { protocol: 'udp', ip: '127.0.0.1' } as const;
let ssrc = 100;

export type Studio = Awaited<ReturnType<typeof openStudio>>;

type StudioOptions = {
  readonly at?: string;
  readonly abandonedAfterMs?: number;
  /** What is known of takes from before: of files that it finds and does not know it makes an end at once. */
  readonly known?: readonly TakeRow[];
  readonly freeSpace?: FreeSpace;
  /** Whether the room hears what it is told. */
  readonly isHeard?: () => boolean;
};

/** A call with its router, whose recording is told by plain words what the room's log would say. */
export async function openStudio(options: StudioOptions = {}) {
  const { at, abandonedAfterMs = 60_000, known = [] } = options;
  const { freeSpace = async () => 1e12, isHeard = () => true } = options;
  const base = at ?? (await mkdtemp(join(tmpdir(), 'carrel-studio-')));
  const [folder, films] = [join(base, 'takes'), join(base, 'films')];
  await mkdir(films, { recursive: true });
  const rows = memoryTakes(known);
  const told: RecordingCommand['type'][] = [];
  const errors: unknown[] = [];
  const recordings = startRecordings({
    folder,
    rows,
    storage: {
      folder: films,
      keep: (path, fileName) => rename(path, join(films, fileName)),
      remove: (fileName) => rm(join(films, fileName), { force: true }),
    },
    freeSpace,
    submit: async (_, { type }) => {
      if (!isHeard()) throw new Error('The store is away');
      told.push(type);
    },
    now: Date.now,
    newId: randomUUID,
    node: randomUUID(),
    abandonedAfterMs,
    niceness: 0,
    onError: (about, error) => errors.push(`${about}: ${String(error)}`),
  });
  const onDied = (error: Error) => void errors.push(error);
  const ports = { minPort: 41_000, maxPort: 41_999 };
  const workers = createWorkers({ count: 1, listenIp: '127.0.0.1', announcedAddress: undefined, ...ports, onDied });
  const seat = await workers.claim();
  const nothing = () => {};
  const room = await MediaRoom.open(sessionId.parse(randomUUID()), '1', seat, nothing, nothing);
  const performances: { close(): Promise<void> }[] = [];
  const consents: Record<UserId, boolean> = {};
  let asked: RecordingId | null = null;

  const follow = () => {
    const startedAt = told.includes('recording:begin') ? Date.now() : null;
    recordings.follow(room, asked === null ? undefined : { recordingId: asked, startedAt, consents: { ...consents } });
  };

  return {
    room,
    worker: seat.worker,
    rows,
    told,
    errors,
    folder,
    recordings,

    /** Somebody who is in the call and plays a film to it. */
    async enter(film: Film, manner: Manner = {}) {
      const [id, person] = [connectionId.parse(randomUUID()), userId.parse(randomUUID())];
      room.join(id, person);
      const peer = room.peer(id)!;
      const send = async (kind: 'audio' | 'video', source: 'microphone' | 'camera' | 'screen') => {
        const transport = await room.router.createPlainTransport({ listenInfo, comedia: true, rtcpMux: true });
        const own = (ssrc += 1);
        await produce(room, peer, transport, {
          kind,
          source,
          rtpParameters: parametersOf(kind, own, manner.illegible),
        });
        return { port: transport.tuple.localPort, ssrc: own };
      };
      const audio = await send('audio', 'microphone');
      const video = manner.silentPicture ? undefined : await send('video', manner.source ?? 'camera');
      const turn = async (source: string, how: (producer: Producer) => Promise<void>) => {
        for (const sent of peer.sent.values()) if (sent.source === source) await how(sent.producer);
      };
      const performance = perform(film, { audio, ...(video ? { video } : {}) }, manner);
      performances.push(performance);
      return {
        ...performance,
        userId: person,
        peer,
        /** As the server pauses what is muted. */
        mute: (source: 'microphone' | 'camera') => turn(source, (producer) => pauseProducer(room, producer)),
        unmute: (source: 'microphone' | 'camera') => turn(source, (producer) => resumeProducer(room, producer)),
        agree(agreed: boolean) {
          consents[person] = agreed;
          follow();
        },
        /** As the server has somebody leave whom a host removes. */
        remove() {
          delete consents[person];
          room.leave(id);
          follow();
        },
      };
    },

    ask() {
      asked = recordingId.parse(randomUUID());
      told.length = 0;
      follow();
    },
    async flowing() {
      await until('the recording flows', () => told.includes('recording:begin'));
      follow();
    },
    stop() {
      asked = null;
      follow();
    },
    /** Where the film of the last take is, when it is made. */
    async film(): Promise<string> {
      await until(`a film is made: ${errors.join()}`, () => rows.all.at(-1)?.status === 'READY', 60_000);
      return join(films, rows.all.at(-1)!.made!.fileName);
    },
    async close() {
      await recordings.close();
      await Promise.all(performances.map((one) => one.close()));
      room.close();
      workers.close();
      if (!at) await rm(base, { recursive: true });
    },
  };
}

export async function inStudio(act: (studio: Studio) => Promise<void>, options?: StudioOptions): Promise<void> {
  const studio = await openStudio(options);
  try {
    await act(studio);
  } finally {
    await studio.close();
  }
}
