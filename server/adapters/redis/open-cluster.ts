import type { Redis } from 'ioredis';
import { openAnnouncements } from './announcements.ts';
import { connect, disconnect, type ConnectionOptions } from './connection.ts';
import { openDocumentLog, type DocumentLogOptions } from './document-log.ts';
import { openMediaLink, type MediaLink } from './media-wire.ts';
import { openRoomStore, type RedisRoomStore } from './room-store.ts';
import { openSocketAdapter, type SocketAdapter } from './socket-adapter.ts';
import type { DocumentLog } from '../../docs/ports.ts';
import type { Announcements } from '../../rooms/ports.ts';

/** Who is limited does not wait for Redis: beyond this the count of this node alone holds. */
const countWithinMs = 250;

export type Cluster = {
  readonly store: RedisRoomStore;
  readonly announcements: Announcements;
  readonly adapter: SocketAdapter['adapter'];
  /** For rate limits, which are counted by all nodes together. */
  readonly counters: Redis;
  /** The log of the nodes' documents. Whoever opens it closes it. */
  documents(options: Omit<DocumentLogOptions, 'url'>): Promise<DocumentLog>;
  /** What the calls of the nodes share. Whoever opens it closes it. */
  calls(node: string): Promise<MediaLink>;
  close(): Promise<void>;
};

/** Everything this node shares with others through Redis, each on a connection of its own: none waits behind another. */
export async function openCluster(options: Omit<ConnectionOptions, 'name'>): Promise<Cluster> {
  const { url } = options;
  const store = await openRoomStore(options);
  const announcements = await openAnnouncements({ url });
  const signals = await openSocketAdapter({ url });
  const counters = await connect({ url, name: 'carrel:limits', answerMs: countWithinMs });
  return {
    store,
    announcements,
    adapter: signals.adapter,
    counters,
    documents: (rest) => openDocumentLog({ ...rest, url }),
    calls: (node) => openMediaLink({ url, node }),
    async close() {
      await Promise.all([announcements.close(), signals.close(), disconnect(counters)]);
      await store.close();
    },
  };
}
