import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { refuse, type Refusal } from '../protocol/errors.ts';

interface Limit {
  points: number;
  perSeconds: number;
}

/** What one key may do in a time. Keys are people's ids, except where the name says otherwise. */
const limits = {
  /** Key: address and username. What somebody has who forgot a password. */
  failedLogin: { points: 10, perSeconds: 900 },
  /** Key: username. Bounds guessing from many addresses, and leaves the owner room before it locks them out. */
  failedLoginOfAccount: { points: 100, perSeconds: 3_600 },
  /** Key: address. Wide, since a school may stand behind one. */
  failedLoginFromAddress: { points: 200, perSeconds: 3_600 },
  /** Key: address. A registration costs a password hash. */
  register: { points: 100, perSeconds: 3_600 },
  /** Key: address. */
  guest: { points: 300, perSeconds: 3_600 },
  /** Key: address. */
  refresh: { points: 600, perSeconds: 60 },
  searchUsers: { points: 60, perSeconds: 60 },
  createSession: { points: 10, perSeconds: 3_600 },
  /** Each is a long question to a language model, which may cost money. */
  summarise: { points: 10, perSeconds: 3_600 },
  join: { points: 30, perSeconds: 10 },
  /** Connections to documents: a page has two. */
  documentOpen: { points: 240, perSeconds: 60 },
  /** Pictures, up to 4 MB each. */
  upload: { points: 60, perSeconds: 60 },
  command: { points: 100, perSeconds: 2 },
  chat: { points: 60, perSeconds: 60 },
  /** Entering a call of fifty takes some two hundred requests. */
  media: { points: 800, perSeconds: 10 },
  /** Typing and reactions, which may be lost. */
  volatile: { points: 40, perSeconds: 2 },
} satisfies Record<string, Limit>;

export type LimitName = keyof typeof limits;

export interface Limiters {
  /** Takes one point; a refusal says when there is one again. */
  consume(name: LimitName, key: string): Promise<Refusal | null>;
  /** Gives the last point back: it turned out to be none of what is limited. */
  reward(name: LimitName, key: string): Promise<void>;
}

const unlimited: Limiters = {
  consume: async () => null,
  reward: async () => {},
};

/**
 * Limits of one process in memory, which a restart forgets; with `counters`, a client of Redis, those of all nodes
 * together. While Redis is away each node counts for itself. What may be lost anyway is not worth a round trip.
 */
function countingLimiters(counters: object | undefined): Limiters {
  const limiter = (name: LimitName): RateLimiterAbstract => {
    const { points, perSeconds } = limits[name];
    const options = { keyPrefix: `carrel:limit:${name}`, points, duration: perSeconds };
    const inMemory = new RateLimiterMemory(options);
    if (!counters || name === 'volatile' || name === 'media') return inMemory;
    return new RateLimiterRedis({
      ...options,
      storeClient: counters,
      insuranceLimiter: inMemory,
      rejectIfRedisNotReady: true,
    });
  };
  const names = Object.keys(limits) as LimitName[];
  const limiters = new Map(names.map((name) => [name, limiter(name)]));
  const limiterOf = (name: LimitName) => limiters.get(name) as RateLimiterAbstract;
  return {
    consume: (name, key) =>
      limiterOf(name)
        .consume(key)
        .then(
          () => null,
          (rejection: unknown) => {
            if (!(rejection instanceof RateLimiterRes)) throw rejection;
            return refuse('RATE_LIMITED', 'Too many requests; wait a little', { retryAfterMs: rejection.msBeforeNext });
          },
        ),
    reward: async (name, key) => {
      await limiterOf(name).reward(key);
    },
  };
}

export function createLimiters({ enabled, counters }: { enabled: boolean; counters?: object | undefined }): Limiters {
  return enabled ? countingLimiters(counters) : unlimited;
}
