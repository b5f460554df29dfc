import { rssBytes } from './cpu.ts';
import type { Peer } from './peer.ts';

/** The environment of a process that `collected` can ask. */
export const collectable: Readonly<Record<string, string>> = {
  NODE_OPTIONS: `--expose-gc --import ${new URL('./collect-on-signal.ts', import.meta.url).href}`,
};

export type Held = {
  /** What the process holds of the machine. */
  readonly rss: number;
  /** What of the heap of its main thread, and of buffers beside it, is in use. */
  readonly used: number;
};

/** By then what people's coming set in motion is done: their rows are in the database. */
const settleMs = 5_000;

/** What a process holds, in bytes, once nothing is under way and it has collected its garbage, in every thread. */
export async function collected({ pid, output }: Peer): Promise<Held> {
  await new Promise((resolve) => void setTimeout(resolve, settleMs));
  const before = output.length;
  process.kill(pid, 'SIGUSR2');
  for (;;) {
    const used = output.slice(before).find((line) => line.startsWith('in use '));
    if (used) return { rss: rssBytes(pid), used: Number(used.slice('in use '.length)) };
    // oxlint-disable-next-line no-await-in-loop -- until it has said so
    await new Promise((resolve) => void setTimeout(resolve, 50));
  }
}
