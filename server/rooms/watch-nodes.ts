import type { NodeName } from '../domain/room.ts';
import type { RoomStore } from './ports.ts';

const heartbeatMs = 1_000;
/** A node whose heartbeats are not seen for so long is dead. */
const silentMs = 4_000;
/** Heartbeats of our own further apart are a break: we slept, or Redis was away. */
const breakMs = 2_500;

export type NodesDeps = {
  readonly store: RoomStore;
  readonly node: NodeName;
  /** Milliseconds of a clock that nobody sets. */
  readonly monotonic: () => number;
  readonly onError: (error: unknown) => void;
  /** Called once a second as long as some are dead: `lastSeenAt` by the store's clock, null if it was never seen. */
  readonly onDead: (dead: ReadonlyMap<NodeName, number | null>) => void;
};

export type Nodes = {
  /** Rooms name this node. If nobody hears of it for long enough it is dead as well. */
  suspect(node: NodeName): void;
  isDead(node: NodeName): boolean;
  /** No room names it any more. */
  forget(node: NodeName): Promise<void>;
  close(): Promise<void>;
};

type Observed = { readonly lastSeenAt: number | null; readonly sinceMs: number };

/**
 * Shows that this node lives, and notices which others do not. A node is dead when its heartbeat has not moved for 4 s
 * during which our own came through without a break: Redis away, or ourselves asleep, buries nobody. Heartbeats are
 * compared with themselves, by our own time, so no clock that jumps does either.
 */
export async function watchNodes({ store, node, monotonic, onError, onDead }: NodesDeps): Promise<Nodes> {
  let observed = new Map<NodeName, Observed>();
  let lastBeatMs = monotonic();
  let beating: Promise<void> | null = null;

  const isDead = (name: NodeName): boolean => {
    const known = observed.get(name);
    return name !== node && known !== undefined && monotonic() - known.sinceMs >= silentMs;
  };

  const beat = async () => {
    await store.heartbeat(node);
    const seen = await store.nodes();
    const nowMs = monotonic();
    const broken = nowMs - lastBeatMs > breakMs;
    lastBeatMs = nowMs;
    const names = new Set([...observed.keys(), ...seen.keys()]);
    observed = new Map(
      [...names].map((name) => {
        const lastSeenAt = seen.get(name) ?? null;
        const before = observed.get(name);
        const unmoved = !broken && before !== undefined && before.lastSeenAt === lastSeenAt;
        return [name, unmoved ? before : { lastSeenAt, sinceMs: nowMs }];
      }),
    );
    const dead = [...observed].filter(([name]) => isDead(name));
    if (dead.length > 0) onDead(new Map(dead.map(([name, { lastSeenAt }]) => [name, lastSeenAt])));
  };

  await beat();
  const timer = setInterval(() => {
    beating ??= beat()
      .catch(onError)
      .finally(() => (beating = null));
  }, heartbeatMs);

  return {
    isDead,
    suspect(name) {
      if (name !== node && !observed.has(name)) observed.set(name, { lastSeenAt: null, sinceMs: monotonic() });
    },
    async forget(name) {
      observed.delete(name);
      await store.forgetNode(name);
    },
    async close() {
      clearInterval(timer);
      await beating;
      // The people of a node that stops in good order are seen until then.
      await store.heartbeat(node);
    },
  };
}
