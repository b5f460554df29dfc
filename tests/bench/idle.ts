import { median, rssBytes } from './support/cpu.ts';
import { startBare, startCarrel, type Member, type Peer } from './support/peer.ts';

const connections = 2_000;
const perRoom = 20;
const settleMs = 3_000;

/** What a joined connection that does nothing holds, beside a bare Socket.IO connection in a room: RSS ≤ 1.1×. */
export async function run(): Promise<void> {
  const bytes = new Map<string, number[]>();
  for (let round = 0; round < 3; round += 1) {
    for (const start of [startBare, startCarrel]) {
      const peer = await start();
      const members: Member[] = [];
      await fill(peer, members, perRoom * 10);
      await settle();
      const before = rssBytes(peer.pid);
      await fill(peer, members, connections);
      await settle();
      const each = (rssBytes(peer.pid) - before) / connections;
      bytes.set(peer.name, [...(bytes.get(peer.name) ?? []), each]);
      for (const { socket } of members) socket.disconnect();
      await peer.end();
    }
  }
  const [bare, carrel] = [...bytes.values()].map(median) as [number, number];
  console.log(
    `idle joined connection: bare ${(bare / 1_024).toFixed(1)} kB, Carrel ${(carrel / 1_024).toFixed(1)} kB RSS`,
  );
  console.log(`ratio ${(carrel / bare).toFixed(2)} (bound ≤ 1.1) ${carrel / bare <= 1.1 ? 'met' : 'MISSED'}`);
}

async function fill(peer: Peer, members: Member[], count: number): Promise<void> {
  const first = members.length;
  for (let done = 0; done < count; done += perRoom) {
    const room = (first + done) / perRoom;
    members.push(...(await Promise.all(Array.from({ length: perRoom }, () => peer.enter(room)))));
  }
}

/** Garbage of the joins is collected by then, in both. */
const settle = () => new Promise((resolve) => void setTimeout(resolve, settleMs));
