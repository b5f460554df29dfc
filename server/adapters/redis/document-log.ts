import type { Redis } from 'ioredis';
import { nameFrom, type DocumentKey, type DocumentName } from '../../docs/names.ts';
import type { DocumentLog, KeptSnapshot, NewUpdate, SnapshotStore, StoredDocument } from '../../docs/ports.ts';
import type { UserId } from '../../protocol/ids.ts';
import { connect, disconnect } from './connection.ts';
import { openDocumentChannels } from './document-channels.ts';
import { moreText, placeFrom, placeText, signalMessage, toLog, type LogReply, type Place } from './document-entries.ts';
import { DocumentFeed } from './document-feed.ts';
import { documentChannel, documentKey, documentLogKey } from './keys.ts';
import { run, runForBytes, script } from './scripts.ts';

const scripts = {
  load: script('document-load'),
  append: script('document-append'),
  trim: script('document-trim'),
};
/** How often the logs of the documents in memory are looked at, for what no announcement brought. */
const lookEveryMs = 2_000;
const emptyKeptMs = 24 * 60 * 60_000;
/** Each time the database has moved on between two reads; what moves on so often has a reason to be found. */
const mostReads = 10;

export type DocumentLogOptions = {
  readonly url: string;
  readonly snapshots: SnapshotStore;
  readonly newId: () => string;
  readonly onError: (key: DocumentKey, error: unknown) => void;
};

/**
 * The documents of several nodes: the updates of each in a stream in Redis, its snapshot in the database. The stream is
 * trimmed only behind the snapshot. While Redis is away everything throws within two seconds; while the database is away
 * what is open goes on, and nothing else can be opened.
 */
export async function openDocumentLog({ url, snapshots, newId, onError }: DocumentLogOptions): Promise<DocumentLog> {
  const redis = await connect({ url, name: 'carrel:documents' });
  const channels = await openDocumentChannels({ url });
  const node = newId();
  const feeds = new Map<DocumentKey, DocumentFeed>();

  const since = async (key: DocumentKey, { incarnation, seq }: Place): Promise<LogReply> =>
    toLog(await runForBytes(redis, scripts.load, keysOf(key), [newId(), incarnation, seq]));

  /** Both halves of what is stored, as of one moment: read again if what was between them has moved to the database. */
  const read = async (key: DocumentKey): Promise<{ kept: KeptSnapshot; log: LogReply }> => {
    for (let reads = 0; reads < mostReads; reads += 1) {
      // oxlint-disable-next-line no-await-in-loop
      const kept = await snapshots.load(key);
      const place = placeFrom(kept.place);
      // oxlint-disable-next-line no-await-in-loop
      const log = await since(key, place);
      if (log.trimmed <= (log.incarnation === place.incarnation ? place.seq : 0)) return { kept, log };
    }
    throw new Error(`The log of ${key} does not join its snapshot`);
  };

  const load = async (key: DocumentKey): Promise<StoredDocument> => {
    const { kept, log } = await read(key);
    const { epoch, version, snapshot } = kept;
    const tail = log.entries.map(({ update }) => update);
    return { epoch, version, snapshot, tail, place: placeText(log), owners: together(kept, log).owners };
  };

  const append = async (key: DocumentKey, incarnation: string, entry: NewUpdate): Promise<boolean> => {
    const args = [incarnation, node, Buffer.from(entry.update), moreText(entry)];
    return (await run(redis, scripts.append, [...keysOf(key), documentChannel(nameOf(key))], args)) !== null;
  };

  const catchUp = (key: DocumentKey) =>
    void feeds
      .get(key)
      ?.catchUp()
      .catch((error: unknown) => onError(key, error));

  const look = async () => {
    const keys = [...feeds.keys()];
    const places = await placesOf(redis, keys);
    for (const [index, place] of places.entries()) {
      const key = keys[index]!;
      if (!place || !feeds.get(key)?.isAt(place)) catchUp(key);
    }
  };
  // Redis away: the next look finds what this one did not.
  const looking = setInterval(() => void look().catch(() => {}), lookEveryMs);
  // Behind the address may be another Redis by now, or the same with less.
  redis.on('ready', () => {
    for (const key of feeds.keys()) catchUp(key);
  });

  return {
    shared: true,
    load,
    async append(key, entry) {
      const feed = feeds.get(key);
      if (feed) return feed.append(entry);
      const { incarnation } = (await read(key)).log;
      if (!(await append(key, incarnation, entry))) throw new Error('The log of a document was lost meanwhile');
    },
    follow(key, place, follower) {
      const feed = new DocumentFeed(place, follower, {
        node,
        since: (from) => since(key, from),
        load: () => load(key),
        append: (incarnation, entry) => append(key, incarnation, entry),
      });
      feeds.set(key, feed);
      const channel = channels.listen(nameOf(key), {
        missed: () => catchUp(key),
        heard(news) {
          if (news.kind === 'update') {
            if (!feed.announced(news.incarnation, news)) catchUp(key);
          } else if (news.node !== node) follower.signalled(news.signal);
        },
      });
      return {
        catchUp: () => feed.catchUp(),
        signal: (signal) => channel.say(signalMessage(node, signal)),
        stop() {
          channel.stop();
          if (feeds.get(key) === feed) feeds.delete(key);
        },
      };
    },
    async compact(key, { version, snapshot, place }) {
      const { kept, log } = await read(key);
      const upTo = placeFrom(place);
      if (kept.version !== version || log.incarnation !== upTo.incarnation) return false;
      const merged = { ...log, entries: log.entries.filter(({ seq }) => seq <= upTo.seq) };
      const next = { version: version + 1, snapshot, place, ...together(kept, merged) };
      if (!(await snapshots.replace(key, next))) return false;
      await run(redis, scripts.trim, keysOf(key), [upTo.incarnation, upTo.seq, emptyKeptMs]);
      return true;
    },
    async edits(key) {
      const { kept, log } = await read(key);
      return together(kept, log).edits;
    },
    open: () => snapshots.open(),
    conclude: (key) => snapshots.conclude(key),
    async close() {
      clearInterval(looking);
      await channels.close();
      await disconnect(redis);
    },
  };
}

function nameOf(key: DocumentKey): DocumentName {
  const name = nameFrom(key);
  if (!name) throw new Error(`${key} is no document`);
  return name;
}

const keysOf = (key: DocumentKey) => [documentKey(nameOf(key)), documentLogKey(nameOf(key))];

/** Owners and edits of the snapshot and of what came after it. The first owner stays. */
function together(kept: Pick<KeptSnapshot, 'owners' | 'edits'>, { entries }: LogReply) {
  const owners = new Map(kept.owners);
  const edits = new Map<UserId, number>(kept.edits);
  for (const entry of entries) {
    for (const [client, userId] of entry.owners) if (!owners.has(client)) owners.set(client, userId);
    for (const [userId, count] of entry.edits) edits.set(userId, (edits.get(userId) ?? 0) + count);
  }
  return { owners, edits };
}

async function placesOf(redis: Redis, keys: readonly DocumentKey[]): Promise<(Place | null)[]> {
  const pipeline = redis.pipeline();
  for (const key of keys) pipeline.hmget(documentKey(nameOf(key)), 'incarnation', 'seq');
  return ((await pipeline.exec()) ?? []).map(([error, reply]) => {
    if (error) throw error;
    const [incarnation, seq] = reply as [string | null, string | null];
    return incarnation === null ? null : { incarnation, seq: Number(seq) };
  });
}
