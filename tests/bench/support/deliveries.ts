import { cpuUs } from './cpu.ts';
import type { Member, Peer } from './peer.ts';

export type Load = {
  readonly rooms: number;
  readonly people: number;
  /** Commands each sender keeps in flight, and how many of a room's people send. */
  readonly senders: number;
  readonly inFlight: number;
  /** Deliveries to measure in a round. */
  readonly deliveries: number;
};

export async function fill(peer: Peer, { rooms, people }: Pick<Load, 'rooms' | 'people'>): Promise<Member[][]> {
  const all: Member[][] = [];
  for (let room = 0; room < rooms; room += 1) {
    all.push(await Promise.all(Array.from({ length: people }, () => peer.enter(room))));
  }
  return all;
}

/** CPU-µs a delivery over one round. */
export function measure(peer: Peer, rooms: readonly Member[][], scenario: Load): Promise<number> {
  return new Promise((resolve, reject) => {
    let delivered = 0;
    const done = new AbortController();
    const before = cpuUs(peer.pid);
    const count = (messages: number) => {
      delivered += messages;
      if (done.signal.aborted || delivered < scenario.deliveries) return;
      done.abort();
      const cost = (cpuUs(peer.pid) - before) / delivered;
      void Promise.all(senders).then(() => resolve(cost), reject);
    };
    for (const { socket, onDelivery } of rooms.flat()) {
      socket.off('message').off('room:commits');
      onDelivery(count);
    }
    const keepSending = async (member: Member) => {
      while (!done.signal.aborted) await member.send();
    };
    const senders = rooms.flatMap((members) =>
      members
        .slice(0, scenario.senders)
        .flatMap((member) => Array.from({ length: scenario.inFlight }, () => keepSending(member))),
    );
    Promise.all(senders).catch(reject);
  });
}
