// A process of its own on a room store, to be killed: `node room-store-process.ts DATA_DIR SESSION_ID…`. It commits to
// the rooms as fast as it can, all at once, and prints a line for each command that was acknowledged.
import { writeSync } from 'node:fs';
import { openRoomStore } from '../../server/adapters/sqlite/room-store.ts';
import type { SessionId } from '../../server/protocol/ids.ts';
import { ada, newRoom, said } from './room-log.ts';

const [dataDir, ...sessionIds] = process.argv.slice(2) as [string, ...SessionId[]];
const store = openRoomStore({ dataDir, now: Date.now });
// At once, not when the loop comes round to it: what is printed was acknowledged, and what was acknowledged is printed.
const print = (line: string) => writeSync(1, `${line}\n`);
print('open');

async function commitOn(sessionId: SessionId): Promise<never> {
  await store.open(sessionId, { epoch: 0, rev: 0, room: newRoom(sessionId) });
  let { epoch, rev } = (await store.load(sessionId))!;
  for (;;) {
    const one = said({ epoch, rev });
    const entries = rev % 5 === 0 ? [one, said({ epoch, rev: rev + 1 })] : [one];
    // oxlint-disable-next-line no-await-in-loop -- each commit follows the one before
    const outcome = await store.commit(sessionId, { epoch, rev }, entries);
    if (outcome.kind !== 'committed') throw new Error(`A lonely writer met ${outcome.kind}`);
    for (const { commit } of entries) print(`${sessionId} ${commit.rev} ${ada} ${commit.commandId}`);
    rev += entries.length;
    // Loading is then quick, and killing hits these too.
    // oxlint-disable-next-line no-await-in-loop
    if (rev % 20 === 0) await store.saveSnapshot(sessionId, (await store.load(sessionId))!);
  }
}

await Promise.all(sessionIds.map(commitOn));
