import { describe } from 'vitest';
import { comingAndGoing } from './room-store/coming-and-going.ts';
import { hints } from './room-store/hints.ts';
import { log } from './room-store/log.ts';
import { races } from './room-store/races.ts';
import { remembering } from './room-store/remembering.ts';
import { renewal } from './room-store/renewal.ts';
import { snapshots } from './room-store/snapshots.ts';
import type { DoubtfulStore, OpenStore } from './room-store/under-test.ts';

const parts = {
  'the log': log,
  snapshots,
  'remembered commands': remembering,
  'rooms come and go': comingAndGoing,
  'hints and heartbeats': hints,
  races,
};

/** What every RoomStore must do (server/rooms/ports.ts). A test names the method whose rule it holds. */
export function roomStoreContract(name: string, open: OpenStore): void {
  for (const [what, part] of Object.entries(parts)) {
    describe(`${name}: ${what}`, () => {
      part(open);
    });
  }
}

/** What a RoomStore must do in addition if it may lose what it acknowledged. */
export function doubtfulStoreContract(name: string, open: () => Promise<DoubtfulStore>): void {
  describe(`${name}: new epochs`, () => {
    renewal(open);
  });
}
