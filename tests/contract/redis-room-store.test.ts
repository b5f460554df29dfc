import { afterAll, beforeAll, describe, expect } from 'vitest';
import { openRoomStore } from '../../server/adapters/redis/room-store.ts';
import { startRedis, type RedisServer, type RedisServerOptions } from '../support/redis.ts';
import { isUp } from '../support/redis-stores.ts';
import { doubtfulStoreContract, roomStoreContract } from './room-store.ts';

/** A store on an empty Redis, the same one for all tests. */
function onRedis(options?: RedisServerOptions) {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis(options);
  });
  afterAll(() => redis.close());

  return async () => {
    await redis.ask('FLUSHALL');
    const open = () => openRoomStore({ url: redis.url });
    let store = await open();
    return {
      store,
      passTime: async (ms: number) => {
        const until = store.now() + Math.min(ms, 1_000);
        await redis.age(ms);
        await expect.poll(() => store.now()).toBeGreaterThanOrEqual(until);
      },
      reopen: async () => {
        await store.close();
        store = await open();
        return store;
      },
      comeBack: async () => {
        await redis.stop('SIGKILL');
        await redis.start();
        await isUp(store);
      },
      close: () => store.close(),
    };
  };
}

describe('Redis alone', () => {
  const open = onRedis();
  roomStoreContract('Redis', open);
  doubtfulStoreContract('Redis', open);
});

// A shard refuses a script that touches keys of two hash slots.
describe('Redis Cluster', () => {
  const open = onRedis({ cluster: true });
  roomStoreContract('Redis Cluster', open);
});
