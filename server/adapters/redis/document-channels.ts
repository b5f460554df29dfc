import { documentChannel } from './keys.ts';
import { connect, disconnect, type ConnectionOptions } from './connection.ts';
import { toNews, type News } from './document-entries.ts';
import type { DocumentName } from '../../docs/names.ts';

type Topic = { readonly heard: (news: News) => void; readonly missed: () => void };

export type Channel = {
  /** Says something to all who listen; to be answered, not before this end listens as well. */
  say(message: Buffer): void;
  stop(): void;
};

/** A connection that only listens would not notice that the other end has vanished. */
const pulseMs = 2_000;

export type DocumentChannels = {
  /**
   * Hears the news of a document, on a channel that only one listens to. `missed`: it is subscribed to from now on, or
   * again; what came before was not heard.
   */
  listen(name: DocumentName, topic: Topic): Channel;
  close(): Promise<void>;
};

/** What the nodes that hold a document tell each other, on a connection of its own. */
export async function openDocumentChannels(options: Omit<ConnectionOptions, 'name'>): Promise<DocumentChannels> {
  const redis = await connect({ ...options, name: 'carrel:documents:news' });
  const speaking = await connect({ ...options, name: 'carrel:documents:signals' });
  const topics = new Map<string, Topic>();
  let closing: Promise<void> | null = null;

  // Redis away: `ready` does it again.
  const begin = (channel: string, topic: Topic) => redis.ssubscribe(channel).then(topic.missed, () => {});
  redis.on('ready', () => {
    for (const [channel, topic] of topics) void begin(channel, topic);
  });
  redis.on('smessageBuffer', (channel: Buffer, message: Buffer) => {
    topics.get(channel.toString())?.heard(toNews(message));
  });
  const pulse = setInterval(() => {
    for (const connection of [redis, speaking]) void connection.ping().catch(() => {});
  }, pulseMs);

  return {
    listen(name, topic) {
      const channel = documentChannel(name);
      topics.set(channel, topic);
      const begun = begin(channel, topic);
      return {
        // What is said while Redis is away is lost.
        say: (message) => void begun.then(() => speaking.spublish(channel, message)).catch(() => {}),
        stop() {
          if (topics.get(channel) !== topic) return;
          topics.delete(channel);
          void redis.sunsubscribe(channel).catch(() => {});
        },
      };
    },
    close() {
      clearInterval(pulse);
      topics.clear();
      closing ??= Promise.all([disconnect(redis), disconnect(speaking)]).then(() => {});
      return closing;
    },
  };
}
