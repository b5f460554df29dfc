import type { Commit, Cursor } from '../protocol/events.ts';
import { applyCommit, toWire } from '../domain/apply.ts';
import type { StoredCommit } from '../domain/room.ts';
import type { RoomStore, StoredRoom } from './ports.ts';

/** Who wrote a commit, as far as this node knows: itself, if its write was answered, or perhaps another node. */
export type Writer = 'this' | 'other';

export type KnownRoomDeps = {
  /** At most so many commits of the log after a cursor; null if it does not tell. */
  readonly read: (after: Cursor, limit: number) => ReturnType<RoomStore['read']>;
  /** The room as the store, or else the archive, has it; null if there is no such session. */
  readonly fetch: () => Promise<StoredRoom | null>;
  /** Commits were folded in, once each and in order, in the same turn as the fold. */
  readonly onCommits: (commits: readonly StoredCommit[], by: Writer) => void;
  /** The room stands where the commits told of so far do not lead: in another epoch, or beyond what the log still has. */
  readonly onReset: () => void;
  /** What was announced could not be folded in, or what was missed not be read: the room is loaded anew when it is next asked for. */
  readonly onFailure: (error: unknown) => void;
  /** Whether commands are being decided or written: what was missed shows then by itself. */
  readonly busy: () => boolean;
};

/** Commits kept at hand for who resumes. */
const tailLength = 256;
/** Announcements kept during a write or a load. What is beyond is read from the log when the next one shows the gap. */
const rumourLimit = 1_000;

/**
 * One room as this node knows it: loaded when it is wanted, and brought up to date by what is announced, read and
 * written. Whoever listens is told of every commit once and in order, however it came here.
 */
export class KnownRoom {
  readonly #deps: KnownRoomDeps;
  #current: StoredRoom | null = null;
  #tail: StoredCommit[] = [];
  #loading: Promise<StoredRoom | null> | null = null;
  #writing = false;
  #refreshing = false;
  /** Announced during a write, whose own commits may be among them, or while the room is being read. */
  #rumours: StoredCommit[] = [];
  #heardUpTo: Cursor | null = null;

  constructor(deps: KnownRoomDeps) {
    this.#deps = deps;
  }

  /** The room as last known, without asking anybody. */
  get current(): StoredRoom | null {
    return this.#current;
  }

  /** Up to where listeners have heard of the room; null if there is no such room, for all that is known. */
  get heardUpTo(): Cursor | null {
    return this.#heardUpTo;
  }

  /** Somebody reads the room, or more of it. */
  get reading(): boolean {
    return this.#loading !== null || this.#refreshing;
  }

  /** The room, fetched if need be; null if there is no such session. Loads coalesce. */
  load(): Promise<StoredRoom | null> {
    if (this.#current) return Promise.resolve(this.#current);
    this.#loading ??= this.#fetch().finally(() => {
      this.#loading = null;
      this.hearRest();
    });
    return this.#loading;
  }

  /** The commits after a cursor as clients see them, or null if only a snapshot can bring them up to date. */
  since(cursor: Cursor): Commit[] | null {
    return this.storedSince(cursor)?.map(toWire) ?? null;
  }

  /** The stored commits after a cursor, if they are still at hand. */
  storedSince(cursor: Cursor): readonly StoredCommit[] | null {
    const current = this.#current;
    if (!current || cursor.epoch !== current.epoch || cursor.rev > current.rev) return null;
    const missing = current.rev - cursor.rev;
    return missing <= this.#tail.length ? this.#tail.slice(this.#tail.length - missing) : null;
  }

  /** What is known may be wrong: whoever wants the room next loads it again. */
  forget(): void {
    this.#current = null;
    this.#tail = [];
  }

  /**
   * Commits that were announced, this node's own among them. What follows what is known is folded in; a gap is read from
   * the log. Throws nothing.
   */
  hear(commits: readonly StoredCommit[]): void {
    if (this.#writing || this.reading) {
      if (this.#rumours.length < rumourLimit) this.#rumours.push(...commits);
      return;
    }
    const known = this.#current;
    const news = known ? commits.filter((commit) => isAfter(commit, known)) : [];
    if (!known || news.length === 0) return;
    const follow = news.every(({ epoch, rev }, index) => epoch === known.epoch && rev === known.rev + 1 + index);
    if (!follow) return void this.refresh().catch((error: unknown) => this.#failed(error));
    try {
      this.catchUp(known, news);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** What was announced during a write or a load. */
  hearRest(): void {
    const rumours = this.#rumours.splice(0);
    if (rumours.length > 0) this.hear(rumours);
  }

  /** Reads what was missed, or the whole room if the log does not tell. */
  async refresh(): Promise<void> {
    const known = this.#current;
    if (this.#deps.busy() || this.#refreshing || !this.#heardUpTo) return;
    if (!known) return void (await this.load());
    this.#refreshing = true;
    try {
      const missed = await this.readAfter(known);
      // Whoever wrote meanwhile has learned of it.
      if (this.#current === known && !this.#writing) {
        if (!missed) this.forget();
        else if (missed.length > 0) this.catchUp(known, missed);
      }
    } finally {
      this.#refreshing = false;
    }
    await this.load();
    this.hearRest();
  }

  /** What the log has after a cursor, as much as is kept at hand; null if it does not tell. */
  readAfter(cursor: Cursor): Promise<readonly StoredCommit[] | null> {
    return this.#deps.read(cursor, tailLength);
  }

  /** While `write` is under way, what is announced waits: it may be what is being written. `hearRest` comes after it. */
  async whileWriting<Outcome>(write: () => Promise<Outcome>): Promise<Outcome> {
    this.#writing = true;
    try {
      return await write();
    } finally {
      this.#writing = false;
    }
  }

  /** Commits of other writers, in order, after what was known. */
  catchUp(known: StoredRoom, missed: readonly StoredCommit[]): void {
    if (missed[0]?.rev !== known.rev + 1) return this.forget();
    const room = missed.reduce(applyCommit, known.room);
    this.adopt(missed, { epoch: known.epoch, rev: missed.at(-1)!.rev, room }, 'other');
  }

  /** The room is `next` now, by these commits. */
  adopt(commits: readonly StoredCommit[], next: StoredRoom, by: Writer): void {
    if (commits.length === 0) return;
    this.#current = next;
    this.#heardUpTo = { epoch: next.epoch, rev: next.rev };
    this.#tail.push(...commits);
    if (this.#tail.length > 2 * tailLength) this.#tail = this.#tail.slice(-tailLength);
    this.#deps.onCommits(commits, by);
  }

  #failed(error: unknown): void {
    this.forget();
    this.#deps.onFailure(error);
  }

  async #fetch(): Promise<StoredRoom | null> {
    const stored = await this.#deps.fetch();
    if (!stored) return null;
    const tail = (await this.readAfter({ epoch: stored.epoch, rev: Math.max(0, stored.rev - tailLength) })) ?? [];
    const unheard = await this.#unheard(stored);
    this.#current = stored;
    this.#tail = tail.filter(({ rev }) => rev <= stored.rev);
    this.#heardUpTo = { epoch: stored.epoch, rev: stored.rev };
    if (!unheard) this.#deps.onReset();
    else if (unheard.length > 0) this.#deps.onCommits(unheard, 'other');
    return stored;
  }

  /** A write that failed may have landed: then nobody has been told of it yet. Null if what came since cannot be told. */
  async #unheard({ epoch, rev }: Cursor): Promise<readonly StoredCommit[] | null> {
    const heard = this.#heardUpTo;
    if (!heard || (heard.epoch === epoch && heard.rev === rev)) return [];
    if (heard.epoch !== epoch || heard.rev > rev) return null;
    const missed = await this.#deps.read(heard, rev - heard.rev);
    return missed?.at(-1)?.rev === rev ? missed : null;
  }
}

export const isAfter = (one: Cursor, other: Cursor): boolean =>
  one.epoch > other.epoch || (one.epoch === other.epoch && one.rev > other.rev);
