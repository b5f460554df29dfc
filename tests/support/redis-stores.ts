import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { openRoomStore, type RedisRoomStore } from '../../server/adapters/redis/room-store.ts';
import { startRedis, type RedisServer } from './redis.ts';

/** A Redis for the tests of a file, empty for each, and stores on it that are closed after each. */
export function redisStores() {
  let redis: RedisServer;
  const stores: RedisRoomStore[] = [];
  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(() => redis.ask('FLUSHALL'));
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
  });
  afterAll(() => redis.close());
  return {
    redis: () => redis,
    open: async (url = redis.url): Promise<RedisRoomStore> => {
      const store = await openRoomStore({ url });
      stores.push(store);
      return store;
    },
  };
}

/** Waits until the store has found its Redis again. */
export async function isUp(store: RedisRoomStore): Promise<void> {
  await expect.poll(() => store.health()).toEqual({ status: 'up' });
}
