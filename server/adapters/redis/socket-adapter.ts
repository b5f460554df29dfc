import { createShardedAdapter } from '@socket.io/redis-adapter';
import { connect, disconnect, type ConnectionOptions } from './connection.ts';

/** A connection that only listens would not notice that the other end has vanished. */
const pulseMs = 2_000;

export type SocketAdapter = {
  readonly adapter: ReturnType<typeof createShardedAdapter>;
  close(): Promise<void>;
};

/**
 * Carries between nodes what may be lost: typing, reactions, notifications, and that somebody's sockets are to be closed.
 * The adapter does not look at what becomes of its commands, and a rejection nobody looks at ends the process: so it is
 * given only what it uses of a client, and while Redis is away it is told that all went well. Channels are subscribed to
 * again when Redis is back.
 */
export async function openSocketAdapter(options: Omit<ConnectionOptions, 'name'>): Promise<SocketAdapter> {
  const listening = await connect({ ...options, name: 'carrel:signals' });
  const speaking = await connect({ ...options, name: 'carrel:signals:out' });
  const channels = new Set<string>();
  listening.on('ready', () => {
    for (const channel of channels) tried(listening.ssubscribe(channel));
  });
  const pulse = setInterval(() => {
    tried(listening.ping());
    tried(speaking.ping());
  }, pulseMs);
  const subscriber = {
    on: (event: 'smessageBuffer', heard: (channel: Buffer, message: Buffer) => void) => listening.on(event, heard),
    ssubscribe(channel: string) {
      channels.add(channel);
      tried(listening.ssubscribe(channel));
    },
    sunsubscribe(channel: string) {
      channels.delete(channel);
      tried(listening.sunsubscribe(channel));
    },
  };
  const publisher = {
    spublish: (channel: string, message: string | Buffer) => speaking.spublish(channel, message).catch(() => 0),
  };
  return {
    adapter: createShardedAdapter(publisher, subscriber, { channelPrefix: 'carrel', subscriptionMode: 'dynamic' }),
    async close() {
      clearInterval(pulse);
      await Promise.all([disconnect(listening), disconnect(speaking)]);
    },
  };
}

function tried(asked: Promise<unknown>): void {
  asked.catch(() => {});
}
