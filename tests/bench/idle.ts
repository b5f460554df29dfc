import { collectable, collected, type Held } from './support/collected.ts';
import { median } from './support/cpu.ts';
import { startBare, startCarrel, type Member, type Peer } from './support/peer.ts';

const perRoom = 20;
/** Connections that are there before: what a process needs once, it has then. */
const warm = 1_000;
const measured = 1_800;
const rounds = 3;
const bound = 1.1;

/**
 * What a joined connection that does nothing holds, beside a bare Socket.IO connection in a room: RSS ≤ 1.1×. Accounts
 * and sessions are there before it connects; its part of the room's state and log is its own. Both servers collect
 * their garbage before each reading: else it is the making of accounts that is measured, and when V8 last collected.
 */
export async function run(): Promise<void> {
  const held = new Map<string, Held[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const start of [() => startBare('message', collectable), () => startCarrel(collectable)]) {
      const peer = await start();
      held.set(peer.name, [...(held.get(peer.name) ?? []), await measure(peer)]);
      await peer.end();
    }
  }
  const [bare, carrel] = [...held.values()] as [Held[], Held[]];
  for (const [what, of] of Object.entries({ RSS: 'rss', 'in use': 'used' } as const)) {
    const [theirs, ours] = [bare, carrel].map((all) => median(all.map((one) => one[of])) / 1_024) as [number, number];
    const ratio = ours / theirs;
    console.log(
      `idle joined connection, ${what}: bare ${theirs.toFixed(1)} kB, Carrel ${ours.toFixed(1)} kB, ratio ${ratio.toFixed(2)} (bound ≤ ${bound}) ${ratio <= bound ? 'met' : 'MISSED'}`,
    );
  }
}

/** Bytes a connection. */
async function measure(peer: Peer): Promise<Held> {
  const ways: (() => Promise<Member>)[] = [];
  for (let count = 0; count < warm + measured; count += perRoom) {
    const room = count / perRoom;
    ways.push(...(await Promise.all(Array.from({ length: perRoom }, () => peer.admit(room)))));
  }
  const members = await enterInTurn(ways.slice(0, warm));
  const before = await collected(peer);
  members.push(...(await enterInTurn(ways.slice(warm))));
  const after = await collected(peer);
  for (const { socket } of members) socket.disconnect();
  return { rss: (after.rss - before.rss) / measured, used: (after.used - before.used) / measured };
}

async function enterInTurn(ways: readonly (() => Promise<Member>)[]): Promise<Member[]> {
  const members: Member[] = [];
  for (let from = 0; from < ways.length; from += perRoom) {
    members.push(...(await Promise.all(ways.slice(from, from + perRoom).map((enter) => enter()))));
  }
  return members;
}
