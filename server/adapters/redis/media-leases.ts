import type { Redis } from 'ioredis';
import type { MediaLeases } from '../../media/ports.ts';
import { mediaKey } from './keys.ts';
import { run, script } from './scripts.ts';

/**
 * A node that is silent for as long has lost its calls, if they are asked for. It renews every 400 ms (`relay.ts`), so its
 * event loop may stand still for 2.1 s, as presence lets it; a Redis that does so for longer costs no call, since a lapse has to be seen twice.
 */
const lastsMs = 2_500;

const hold = script('media-hold');
const renew = script('media-renew');
const release = script('media-release');

/** Which node has the router of which session. */
export function mediaLeases(redis: Redis, node: string): MediaLeases {
  return {
    async hold(sessionId) {
      const [holder, token] = (await run(redis, hold, [mediaKey(sessionId)], [node, lastsMs])) as [string, string];
      return { node: holder, token };
    },
    renew: async (sessionId, token) => (await run(redis, renew, [mediaKey(sessionId)], [node, token, lastsMs])) === 1,
    async look(sessionId) {
      const [holder, token] = await redis.hmget(mediaKey(sessionId), 'node', 'token');
      return holder && token ? { node: holder, token } : null;
    },
    async release(sessionId, token) {
      await run(redis, release, [mediaKey(sessionId)], [token]);
    },
  };
}
