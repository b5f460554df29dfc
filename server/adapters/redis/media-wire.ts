import type { MediaMessage, MediaNeighbours, MediaWire } from '../../media/ports.ts';
import { connect, disconnect, type ConnectionOptions } from './connection.ts';
import { mediaChannel } from './keys.ts';
import { mediaLeases } from './media-leases.ts';

/** A connection that only listens would not notice that the other end has vanished. */
const pulseMs = 2_000;

export type MediaLink = MediaNeighbours & { close(): Promise<void> };

/** What nodes say to each other about calls, each on a channel of its own; and the leases, on the connection that speaks. */
export async function openMediaLink(options: Omit<ConnectionOptions, 'name'> & { node: string }): Promise<MediaLink> {
  const { node, ...rest } = options;
  const listening = await connect({ ...rest, name: 'carrel:media:news' });
  const speaking = await connect({ ...rest, name: 'carrel:media' });
  const own = mediaChannel(node);
  let heard: (message: MediaMessage) => void = () => {};

  // Redis away: `ready` does it again.
  const begin = () => listening.ssubscribe(own).catch(() => {});
  listening.on('ready', () => void begin());
  listening.on('smessage', (_: string, message: string) => heard(JSON.parse(message) as MediaMessage));
  await begin();
  const pulse = setInterval(() => void listening.ping().catch(() => {}), pulseMs);

  const wire: MediaWire = {
    say: async (to, message) => Number(await speaking.spublish(mediaChannel(to), JSON.stringify(message))) > 0,
    listen: (listener) => (heard = listener),
  };
  return {
    node,
    wire,
    leases: mediaLeases(speaking, node),
    async close() {
      clearInterval(pulse);
      await Promise.all([disconnect(listening), disconnect(speaking)]);
    },
  };
}
