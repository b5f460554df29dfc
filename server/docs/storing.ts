import { mergeUpdates } from 'yjs';
import type { UserId } from '../protocol/ids.ts';
import type { Peer } from './peer.ts';
import type { NewUpdate } from './ports.ts';

const retryMs = { first: 200, longest: 5_000 };

/** An update on its way; which connections sent what is in it (null: the server), and whose work it is. */
export type Pending = NewUpdate & {
  readonly senders: ReadonlySet<Peer | null>;
  readonly editors: ReadonlySet<UserId>;
};

export type StoringDeps = {
  readonly append: (entry: Pending) => Promise<unknown>;
  /** What became durable, in order. */
  readonly onStored: (entry: Pending) => void;
  readonly onFailure: (error: unknown) => void;
};

/**
 * The way of a document's updates into the log: one write at a time, in order. What comes while one is under way goes
 * with the next. A write that failed is tried again until it succeeds; until then nobody is told that it is saved.
 */
export class Storing {
  readonly #deps: StoringDeps;
  #unsaved: Pending[] = [];
  #bytes = 0;
  #waiting: (() => void)[] = [];
  #running = false;
  #failures = 0;

  constructor(deps: StoringDeps) {
    this.#deps = deps;
  }

  get saved(): boolean {
    return !this.#running && this.#unsaved.length === 0;
  }

  get failing(): boolean {
    return this.#failures > 0;
  }

  /** What waits to be stored, in bytes. */
  get unsavedBytes(): number {
    return this.#bytes;
  }

  push(entry: Pending): void {
    this.#unsaved.push(entry);
    this.#bytes += entry.update.length;
    if (!this.#running) void this.#run();
  }

  /** Calls back when everything pushed so far is durable: at once if it is. */
  whenSaved(settle: () => void): void {
    if (this.saved) settle();
    else this.#waiting.push(settle);
  }

  async #run(): Promise<void> {
    this.#running = true;
    /* oxlint-disable no-await-in-loop -- one write at a time is what keeps the log in order */
    while (this.#unsaved.length > 0) {
      const entry = together(this.#unsaved);
      const waiting = this.#waiting;
      this.#unsaved = [];
      this.#waiting = [];
      try {
        await this.#deps.append(entry);
        this.#failures = 0;
        this.#bytes -= entry.update.length;
        this.#deps.onStored(entry);
        for (const settle of waiting) settle();
      } catch (error) {
        this.#unsaved.unshift(entry);
        this.#waiting.unshift(...waiting);
        this.#deps.onFailure(error);
        await delay(Math.min(retryMs.first * 2 ** this.#failures, retryMs.longest));
        this.#failures += 1;
      }
      if (this.#unsaved.length === 0) this.#bytes = 0;
    }
    /* oxlint-enable no-await-in-loop */
    this.#running = false;
    // Somebody may have asked while the last write was under way.
    for (const settle of this.#waiting.splice(0)) settle();
  }
}

function together(entries: readonly Pending[]): Pending {
  const [first] = entries;
  if (first && entries.length === 1) return first;
  const edits = new Map<UserId, number>();
  for (const entry of entries)
    for (const [userId, count] of entry.edits) edits.set(userId, (edits.get(userId) ?? 0) + count);
  return {
    update: mergeUpdates(entries.map(({ update }) => update)),
    owners: new Map(entries.flatMap(({ owners }) => [...owners])),
    edits,
    senders: new Set(entries.flatMap(({ senders }) => [...senders])),
    editors: new Set(entries.flatMap(({ editors }) => [...editors])),
  };
}

const delay = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms).unref());
