import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { TransportListenInfo, WebRtcServer, Worker } from 'mediasoup/types';

export type WorkerOptions = {
  /** As many as there are cores: a worker is one thread. */
  readonly count: number;
  /** Unset: every IPv4 address of this machine, announced as it is, so that it works at home without a word. */
  readonly listenIp: string | undefined;
  /** What clients are told instead of the address listened on: behind NAT, or for 0.0.0.0. */
  readonly announcedAddress: string | undefined;
  readonly minPort: number;
  readonly maxPort: number;
  readonly onDied: (error: Error) => void;
};

/** A worker with the ports that all its transports share. */
export type Seat = { readonly worker: Worker; readonly server: WebRtcServer; rooms: number };

export type Workers = {
  /** The worker that has the fewest rooms, counted for one more, which `rooms` says until that one is closed. Rejects if none can be started. */
  claim(): Promise<Seat>;
  /** Process ids, for tests and for those who look after the machine. */
  pids(): number[];
  close(): void;
};

/** Why there are no calls on this machine, or null. */
export async function workerMissing(): Promise<string | null> {
  const { workerBin } = await import('mediasoup');
  return existsSync(workerBin) ? null : 'there is no mediasoup worker; `npm run media:install` gets one';
}

/** Starts workers when rooms need them, one a core at the most; one that died is followed by another in the same way. */
export function createWorkers(options: WorkerOptions): Workers {
  const seats: Seat[] = [];
  let closed = false;
  // One after the other, so that ten rooms at once do not start ten workers.
  let turn: Promise<unknown> = Promise.resolve();

  const start = async (): Promise<Seat> => {
    const mediasoup = await import('mediasoup');
    const worker = await mediasoup.createWorker({ logLevel: 'warn' });
    const server = await worker.createWebRtcServer({ listenInfos: listenInfos(options) }).catch((error: unknown) => {
      // Every port is taken: nobody would have this worker, and the next call that is tried starts another.
      worker.close();
      throw error;
    });
    const seat: Seat = { worker, server, rooms: 0 };
    worker.on('died', (error) => {
      seats.splice(seats.indexOf(seat), 1);
      if (!closed) options.onDied(error);
    });
    if (closed) worker.close();
    else seats.push(seat);
    return seat;
  };

  const choose = async (): Promise<Seat> => {
    if (closed) throw new Error('The workers are closed');
    const idlest = seats.toSorted((a, b) => a.rooms - b.rooms)[0];
    const seat = idlest && (idlest.rooms === 0 || seats.length >= options.count) ? idlest : await start();
    seat.rooms += 1;
    return seat;
  };

  return {
    claim() {
      const chosen = turn.then(choose);
      turn = chosen.catch(() => {});
      return chosen;
    },
    pids: () => seats.map(({ worker }) => worker.pid),
    close() {
      closed = true;
      for (const { worker } of seats.splice(0)) worker.close();
    },
  };
}

/** UDP first; TCP for networks that let nothing else through. Each worker takes a free port of the range for each. */
function listenInfos({ listenIp, announcedAddress, minPort, maxPort }: WorkerOptions): TransportListenInfo[] {
  const ips = listenIp ? [listenIp] : ownAddresses();
  const portRange = { min: minPort, max: maxPort };
  return (['udp', 'tcp'] as const).flatMap((protocol) =>
    ips.map((ip) => ({ protocol, ip, portRange, ...(announcedAddress ? { announcedAddress } : {}) })),
  );
}

/** Loopback last: it serves browsers on this machine only. */
function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const ipv4 = all.filter(({ family }) => family === 'IPv4');
  return ipv4.toSorted((a, b) => Number(a.internal) - Number(b.internal)).map(({ address }) => address);
}
