import { afterEach, beforeEach } from 'vitest';
import type { RoomStore } from '../../../server/rooms/ports.ts';

/** A store with nothing in it, and what a test does to its surroundings. */
export type StoreUnderTest = {
  readonly store: RoomStore;
  /** Lets time pass on the store's clock, and for whatever expires by it. */
  passTime(ms: number): Promise<void>;
  /** Ends the process that has the store, in effect, and starts another on the same data. */
  reopen(): Promise<RoomStore>;
  close(): Promise<void>;
};
export type OpenStore = () => Promise<StoreUnderTest>;

/** A store that may come back with less than it acknowledged. */
export type DoubtfulStore = StoreUnderTest & {
  /** It goes away and comes back. */
  comeBack(): Promise<void>;
};

/** A fresh store for each test; `store()` is the one now open. */
export function fresh<Under extends StoreUnderTest>(open: () => Promise<Under>) {
  let current: Under;
  let store: RoomStore;
  beforeEach(async () => {
    current = await open();
    store = current.store;
  });
  afterEach(() => current.close());
  return {
    store: () => store,
    underTest: () => current,
    passTime: (ms: number) => current.passTime(ms),
    reopen: async () => {
      store = await current.reopen();
    },
  };
}
