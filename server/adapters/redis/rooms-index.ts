import type { Redis } from 'ioredis';
import type { SessionId } from '../../protocol/ids.ts';
import { roomKey, roomsKey } from './keys.ts';

const pageSize = 500;

/**
 * Which rooms there are, and when to look at them. On Redis Cluster this cannot change in one step with a room. So a
 * room is entered before it comes in and once more after; struck out after it went, and entered again if it is back by
 * then. Whatever happens at once, or is cut short, a room is rather listed without being there, which `all` sees
 * through, than the other way round.
 */
export function roomsIndex(redis: Redis) {
  const enter = (sessionId: SessionId) => redis.zadd(roomsKey, 'NX', '+inf', sessionId);
  return {
    enter,
    async strike(sessionId: SessionId): Promise<void> {
      await redis.zrem(roomsKey, sessionId);
      if (await redis.exists(roomKey(sessionId))) await enter(sessionId);
    },
    async setDue(sessionId: SessionId, at: number | null): Promise<void> {
      await redis.zadd(roomsKey, 'XX', at ?? '+inf', sessionId);
    },
    due: async (by: number, limit: number) =>
      (await redis.zrangebyscore(roomsKey, '-inf', by, 'LIMIT', 0, limit)) as SessionId[],
    /** A scan gives whatever stays meanwhile, some of it more than once. */
    async *all(): AsyncGenerator<SessionId> {
      const given = new Set<string>();
      let cursor = '0';
      do {
        // oxlint-disable-next-line no-await-in-loop -- whoever iterates sets the pace
        const [next, page] = await redis.zscan(roomsKey, cursor, 'COUNT', pageSize);
        const members = new Set(page.filter((_, index) => index % 2 === 0));
        const fresh = [...members].filter((member) => !given.has(member)) as SessionId[];
        // oxlint-disable-next-line no-await-in-loop
        const there = await Promise.all(fresh.map((sessionId) => redis.exists(roomKey(sessionId))));
        for (const [index, sessionId] of fresh.entries()) {
          given.add(sessionId);
          if (there[index]) yield sessionId;
        }
        cursor = next;
      } while (cursor !== '0');
    },
  };
}
