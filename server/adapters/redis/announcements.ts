import type { StoredCommit } from '../../domain/room.ts';
import type { SessionId } from '../../protocol/ids.ts';
import type { Announcements } from '../../rooms/ports.ts';
import { connect, disconnect, type ConnectionOptions } from './connection.ts';
import { channel } from './keys.ts';

type Heard = (commits: readonly StoredCommit[]) => void;
type Topic = { readonly sessionId: SessionId; readonly listeners: Set<Heard> };

/** A connection that only listens would not notice that the other end has vanished. */
const pulseMs = 2_000;

/**
 * What commit.lua publishes, on a connection of its own. Only the channels of the rooms somebody listens to are
 * subscribed to. What is published while the connection is away is lost: those rooms are named to `onMissed` listeners
 * as soon as their channels are subscribed to again.
 */
export async function openAnnouncements(options: Omit<ConnectionOptions, 'name'>): Promise<Announcements> {
  const redis = await connect({ ...options, name: 'carrel:announcements' });
  const topics = new Map<string, Topic>();
  const missedListeners = new Set<(sessionIds: readonly SessionId[]) => void>();
  let closing: Promise<void> | null = null;

  /** In the order of the calls, so that the last one about a channel counts. Redis away: `ready` does it. */
  const begin = async (begun: readonly Topic[]) => {
    const subscribed = await Promise.all(begun.map(({ sessionId }) => tried(redis.ssubscribe(channel(sessionId)))));
    const sessionIds = begun.filter((_, index) => subscribed[index]).map(({ sessionId }) => sessionId);
    if (sessionIds.length > 0) for (const listener of missedListeners) listener(sessionIds);
  };

  redis.on('ready', () => void begin([...topics.values()]));
  redis.on('smessage', (name: string, message: string) => {
    const commits = JSON.parse(message) as StoredCommit[];
    for (const listener of topics.get(name)?.listeners ?? []) listener(commits);
  });
  const pulse = setInterval(() => void tried(redis.ping()), pulseMs);

  return {
    subscribe(sessionId, heard) {
      const name = channel(sessionId);
      const listener: Heard = (commits) => heard(commits);
      const known = topics.get(name);
      if (known) known.listeners.add(listener);
      else topics.set(name, { sessionId, listeners: new Set([listener]) });
      // Also when the channel is subscribed to already: what came before was not for this listener.
      void begin([topics.get(name)!]);
      return () => {
        const topic = topics.get(name);
        if (!topic?.listeners.delete(listener) || topic.listeners.size > 0) return;
        topics.delete(name);
        void tried(redis.sunsubscribe(name));
      };
    },
    onMissed(listener) {
      missedListeners.add(listener);
      return () => missedListeners.delete(listener);
    },
    close() {
      clearInterval(pulse);
      topics.clear();
      closing ??= disconnect(redis);
      return closing;
    },
  };
}

/** Whether Redis did it. If not, the connection is gone, or will be presently: that is dealt with where it comes back. */
const tried = (asked: Promise<unknown>): Promise<boolean> =>
  asked.then(
    () => true,
    () => false,
  );
