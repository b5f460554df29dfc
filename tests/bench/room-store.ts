// What a commit costs this process in CPU-µs, durable when it answers, and how long the event loop stands still for it:
// `node tests/bench/room-store.ts`. One room with one command in flight; 50 rooms whose commands come in the same turn.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRoomStore } from '../../server/adapters/sqlite/room-store.ts';
import type { SessionId } from '../../server/protocol/ids.ts';
import { given, said } from '../support/room-log.ts';

const rounds = 15;
const content = 'Shall we go through the third exercise together? I think I have found where the sign is lost in it.';

const dataDir = await mkdtemp(join(tmpdir(), 'carrel-bench-'));
const store = openRoomStore({ dataDir, now: Date.now });
const rooms = await Promise.all(Array.from({ length: 50 }, () => given(store)));
const revs = new Map<SessionId, number>();

async function commit(sessionId: SessionId): Promise<void> {
  const expected = { epoch: 0, rev: revs.get(sessionId) ?? 0 };
  revs.set(sessionId, expected.rev + 1);
  const { kind } = await store.commit(sessionId, expected, [said(expected, content)]);
  if (kind !== 'committed') throw new Error(`A lonely writer met ${kind}`);
}

type Round = { userUs: number; systemUs: number; wallUs: number; turnsMs: number[] };

/** `turns` times all of these rooms at once; the costs are per commit. */
async function round(sessionIds: readonly SessionId[], turns: number): Promise<Round> {
  const turnsMs: number[] = [];
  const before = process.cpuUsage();
  for (let turn = 0; turn < turns; turn++) {
    const startedAt = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- one command in flight a room
    await Promise.all(sessionIds.map(commit));
    turnsMs.push(performance.now() - startedAt);
  }
  const { user, system } = process.cpuUsage(before);
  const commits = turns * sessionIds.length;
  const wallUs = (turnsMs.reduce((sum, ms) => sum + ms, 0) * 1_000) / commits;
  return { userUs: user / commits, systemUs: system / commits, wallUs, turnsMs };
}

const quantile = (values: readonly number[], q: number) =>
  values.toSorted((one, other) => one - other)[Math.floor(q * (values.length - 1))] ?? NaN;

function report(name: string, results: readonly Round[]): void {
  const of = (pick: (one: Round) => number) => {
    const values = results.map(pick);
    return `${quantile(values, 0.5).toFixed(0)} (least ${quantile(values, 0).toFixed(0)})`;
  };
  const turns = results.flatMap(({ turnsMs }) => turnsMs);
  console.log(
    `${name}: CPU-µs a commit, median of ${rounds} rounds ${of((one) => one.userUs + one.systemUs)}, ` +
      `user ${of((one) => one.userUs)}, system ${of((one) => one.systemUs)}; wall µs ${of((one) => one.wallUs)}; ` +
      `a turn p50 ${quantile(turns, 0.5).toFixed(2)} p99 ${quantile(turns, 0.99).toFixed(2)} ms`,
  );
}

const results = { single: [] as Round[], batched: [] as Round[] };
// oxlint-disable no-await-in-loop -- in turn, so that a noisy minute hits both; the first round only warms up
for (let index = 0; index <= rounds; index++) {
  const pair = { single: await round(rooms.slice(0, 1), 1_000), batched: await round(rooms, 60) };
  if (index === 0) continue;
  results.single.push(pair.single);
  results.batched.push(pair.batched);
}
// oxlint-enable no-await-in-loop
report('one room, one command at a time', results.single);
report('50 rooms, a command each in a turn', results.batched);
await store.close();
await rm(dataDir, { recursive: true, force: true });
