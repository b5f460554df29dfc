import { refuse } from '../protocol/errors.ts';
import type { Commit, Cursor } from '../protocol/events.ts';
import type { MessageId, SessionId } from '../protocol/ids.ts';
import type { Message } from '../protocol/room.ts';
import { applyCommit, toWire } from '../domain/apply.ts';
import type { StoredCommit } from '../domain/room.ts';
import { sortOut, type FoundMessage } from './old-messages.ts';
import { plan, type Ask, type Performed, type Plan } from './performing.ts';
import type { CommitOutcome, Entry, RoomStore, StoredRoom } from './ports.ts';

export type LiveRoomDeps = {
  readonly store: RoomStore;
  /** Other nodes write to the store as well. */
  readonly shared: boolean;
  /** A message that live state no longer holds, as it stands at `rev`. */
  readonly message: (sessionId: SessionId, messageId: MessageId, rev: number) => Promise<Message | null>;
  readonly maxParticipants: number;
  readonly cannotRecord?: string;
  /** The room as the store, or else the archive, has it; null if there is no such session. */
  readonly fetch: (sessionId: SessionId) => Promise<StoredRoom | null>;
  /** Commits were folded in, once each and in order, in the same turn as the fold. */
  readonly onCommits: (room: LiveRoom, commits: readonly StoredCommit[], by: Writer) => void;
  /** The room stands where the commits told of so far do not lead: in another epoch, or beyond what the log still has. */
  readonly onReset: (room: LiveRoom) => void;
  /** What a write threw: the store could not say what became of it. */
  readonly onFailure: (sessionId: SessionId, error: unknown) => void;
  readonly onConflict: () => void;
  /** The queue is empty. */
  readonly onIdle: (room: LiveRoom) => void;
};

/** Who wrote a commit, as far as this node knows: itself, if its write was answered, or perhaps another node. */
export type Writer = 'this' | 'other';

type Pending = {
  readonly ask: Ask;
  readonly settle: (performed: Performed) => void;
  readonly found?: FoundMessage;
};

/** At most so many commands in one write. */
const batchSize = 256;
/**
 * Tries against other writers. Of three nodes that all write to a room without a pause each comes first a third of the
 * time: twelve tries would be in vain once in 130 writes (`npm run bench -- cluster` met it), forty once in ten million.
 */
const attempts = 40;
/** Commands that may wait for a store that does not answer. */
const queueLimit = 10_000;
/** Commits kept at hand for who resumes. */
const tailLength = 256;
/** Announcements kept during a write or a load. What is beyond is read from the log when the next one shows the gap. */
const rumourLimit = 1_000;

/**
 * One room on this node: its last known state, and the queue of commands for it. Commands are decided in order and
 * written together; memory changes only after the write. Another node may write at any time: then the write conflicts,
 * what was missed is folded in, and the commands are decided again.
 */
export class LiveRoom {
  readonly sessionId: SessionId;
  readonly #deps: LiveRoomDeps;
  #current: StoredRoom | null = null;
  #tail: StoredCommit[] = [];
  #queue: Pending[] = [];
  #busy = false;
  #loading: Promise<StoredRoom | null> | null = null;
  #lookUps = 0;
  #askedAt: number;
  #writing = false;
  #refreshing = false;
  /** Announced during a write, whose own commits may be among them, or while the room is being read. */
  #rumours: StoredCommit[] = [];
  /** Up to where listeners have heard of the room. */
  #heard: Cursor | null = null;

  constructor(sessionId: SessionId, deps: LiveRoomDeps) {
    this.sessionId = sessionId;
    this.#deps = deps;
    this.#askedAt = deps.store.now();
  }

  /** The room as last known, without asking anybody. */
  get current(): StoredRoom | null {
    return this.#current;
  }

  get idle(): boolean {
    const reading = this.#loading !== null || this.#refreshing;
    return !this.#busy && this.#queue.length === 0 && !reading && this.#lookUps === 0;
  }

  /** When somebody on this node last wanted something of the room; what other nodes write is not that. */
  get askedAt(): number {
    return this.#askedAt;
  }

  /** Where the room stood last, for all that listeners were told. */
  get heardUpTo(): Cursor | null {
    return this.#heard;
  }

  /** Whether there is such a room, for all that is known. */
  get exists(): boolean {
    return this.#heard !== null;
  }

  /** The room, loaded if need be; null if there is no such session. Loads coalesce. */
  load(): Promise<StoredRoom | null> {
    this.#askedAt = this.#deps.store.now();
    if (this.#current) return Promise.resolve(this.#current);
    this.#loading ??= this.#fetch().finally(() => {
      this.#loading = null;
      this.#hearRest();
    });
    return this.#loading;
  }

  perform(ask: Ask): Promise<Performed> {
    if (this.#queue.length >= queueLimit) return Promise.resolve(unavailable);
    return new Promise((settle) => this.#enqueue({ ask, settle }));
  }

  /** The commits after a cursor as clients see them, or null if only a snapshot can bring them up to date. */
  since(cursor: Cursor): Commit[] | null {
    const current = this.#current;
    if (!current || cursor.epoch !== current.epoch || cursor.rev > current.rev) return null;
    const missing = current.rev - cursor.rev;
    return missing <= this.#tail.length ? this.#tail.slice(this.#tail.length - missing).map(toWire) : null;
  }

  /** The stored commits after a rev, if they are still at hand. */
  storedSince(cursor: Cursor): readonly StoredCommit[] | null {
    const missing = this.#current && cursor.epoch === this.#current.epoch ? this.#current.rev - cursor.rev : Infinity;
    return missing <= this.#tail.length ? this.#tail.slice(this.#tail.length - missing) : null;
  }

  /** What is known may be wrong: the next command loads the room again. */
  forget(): void {
    this.#current = null;
    this.#tail = [];
  }

  /**
   * Commits that were announced, this node's own among them. What follows what is known is folded in; a gap is read from
   * the log. Throws nothing: a room that cannot be folded any further is loaded anew when it is next asked for.
   */
  hear(commits: readonly StoredCommit[]): void {
    if (this.#writing || this.#loading || this.#refreshing) {
      if (this.#rumours.length < rumourLimit) this.#rumours.push(...commits);
      return;
    }
    const known = this.#current;
    const news = known ? commits.filter((commit) => isAfter(commit, known)) : [];
    if (!known || news.length === 0) return;
    const follow = news.every(({ epoch, rev }, index) => epoch === known.epoch && rev === known.rev + 1 + index);
    if (!follow) return void this.refresh().catch((error: unknown) => this.#failed(error));
    try {
      this.#catchUp(known, news);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Reads what was missed, or the whole room if the log does not tell. A write under way finds out by itself. */
  async refresh(): Promise<void> {
    const known = this.#current;
    if (this.#busy || this.#refreshing || !this.exists) return;
    if (!known) return void (await this.load());
    this.#refreshing = true;
    try {
      const missed = await this.#deps.store.read(this.sessionId, known, tailLength);
      // Whoever wrote meanwhile has learned of it.
      if (this.#current === known && !this.#writing) {
        if (!missed) this.forget();
        else if (missed.length > 0) this.#catchUp(known, missed);
      }
    } finally {
      this.#refreshing = false;
    }
    await this.load();
    this.#hearRest();
  }

  #hearRest(): void {
    const rumours = this.#rumours.splice(0);
    if (rumours.length > 0) this.hear(rumours);
  }

  #failed(error: unknown): void {
    this.forget();
    this.#deps.onFailure(this.sessionId, error);
  }

  async #fetch(): Promise<StoredRoom | null> {
    const stored = await this.#deps.fetch(this.sessionId);
    if (!stored) return null;
    const after = { epoch: stored.epoch, rev: Math.max(0, stored.rev - tailLength) };
    const tail = (await this.#deps.store.read(this.sessionId, after, tailLength)) ?? [];
    const unheard = await this.#unheard(stored);
    this.#current = stored;
    this.#tail = tail.filter(({ rev }) => rev <= stored.rev);
    this.#heard = { epoch: stored.epoch, rev: stored.rev };
    if (!unheard) this.#deps.onReset(this);
    else if (unheard.length > 0) this.#deps.onCommits(this, unheard, 'other');
    return stored;
  }

  /** A write that failed may have landed: then nobody has been told of it yet. Null if what came since cannot be told. */
  async #unheard({ epoch, rev }: Cursor): Promise<readonly StoredCommit[] | null> {
    const heard = this.#heard;
    if (!heard || (heard.epoch === epoch && heard.rev === rev)) return [];
    if (heard.epoch !== epoch || heard.rev > rev) return null;
    const missed = await this.#deps.store.read(this.sessionId, heard, rev - heard.rev);
    return missed?.at(-1)?.rev === rev ? missed : null;
  }

  #enqueue(one: Pending): void {
    this.#queue.push(one);
    if (!this.#busy) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    while (this.#queue.length > 0) {
      const { batch, later } = distinct(this.#queue.splice(0, batchSize));
      this.#queue.unshift(...later);
      try {
        // oxlint-disable-next-line no-await-in-loop -- one write at a time is what keeps a room in order
        await this.#write(batch);
      } catch (error) {
        // Whether it was written is unknown: whoever asks again with the same commandId will be told.
        this.#failed(error);
        for (const { settle } of batch) settle(unavailable);
      }
    }
    this.#busy = false;
    this.#deps.onIdle(this);
  }

  async #write(batch: readonly Pending[]): Promise<void> {
    let pending = batch;
    for (let attempt = 0; attempt < attempts && pending.length > 0; attempt += 1) {
      const loaded = await this.load();
      // Commits of others may have been folded in between.
      const base = this.#current ?? loaded;
      if (!base) return pending.forEach(({ settle }) => settle(notFound));
      const { ready, messages, wanting } = sortOut(base, pending, (cursor) => this.storedSince(cursor));
      for (const { one, messageId } of wanting) void this.#lookUp(one, messageId, base);
      pending = ready;
      if (pending.length === 0) return;
      const { maxParticipants, cannotRecord, store } = this.#deps;
      const asks = pending.map(({ ask }) => ask);
      const planned = plan(base, asks, {
        now: store.now(),
        maxParticipants,
        ...(cannotRecord === undefined ? {} : { cannotRecord }),
        messages,
      });
      const outcome: CommitOutcome =
        planned.entries.length === 0 ? { kind: 'committed' } : await this.#commit(base, planned.entries);
      switch (outcome.kind) {
        case 'committed': {
          const commits = planned.entries.map(({ commit }) => commit);
          this.#adopt(commits, { ...base, room: planned.room, rev: commits.at(-1)?.rev ?? base.rev }, 'this');
          this.#hearRest();
          const answers = pending.map((one, index) => ({
            one,
            index,
            settled: planned.fates[index]!.kind === 'settled',
          }));
          for (const { one, index, settled } of answers) if (!settled) void this.#answer(one, planned, index);
          const doubtful = answers.filter(({ settled }) => settled);
          pending = [];
          if (doubtful.length === 0) break;
          if (await this.#wasBehind(base, planned)) pending = doubtful.map(({ one }) => one);
          else await Promise.all(doubtful.map(({ one, index }) => this.#answer(one, planned, index)));
          break;
        }
        case 'repeated': {
          const repeated = pending.map((_, index) => {
            const fate = planned.fates[index]!;
            return fate.kind === 'entry' ? outcome.answers.get(fate.index) : undefined;
          });
          pending.forEach(({ settle }, index) => {
            const answer = repeated[index];
            if (answer) settle({ ok: true, answer, repeated: true });
          });
          pending = pending.filter((_, index) => !repeated[index]);
          break;
        }
        case 'conflict':
          this.#deps.onConflict();
          this.#catchUp(base, outcome.missed);
          break;
        case 'stale':
          this.#deps.onConflict();
          this.forget();
          break;
      }
      this.#hearRest();
    }
    for (const { settle } of pending) settle(unavailable);
  }

  /**
   * Whether what nothing was written for was decided on a room that another node has changed since, which no write would
   * have found out: nobody is refused for what has become possible, and was acknowledged elsewhere.
   */
  async #wasBehind({ epoch, rev }: Cursor, planned: Plan): Promise<boolean> {
    if (!this.#deps.shared) return false;
    const stored = (await this.#deps.store.revs([this.sessionId])).get(this.sessionId);
    const known = this.#current;
    if (!stored || !isAfter(stored, { epoch, rev: rev + planned.entries.length })) return false;
    if (!known || !isAfter(stored, known)) return true;
    const missed = await this.#deps.store.read(this.sessionId, known, tailLength);
    // Meanwhile nothing else writes, but another look may have brought them.
    if (this.#current === known) this.#catchUp(known, missed ?? []);
    return true;
  }

  async #commit(base: StoredRoom, entries: readonly Entry[]): Promise<CommitOutcome> {
    this.#writing = true;
    try {
      return await this.#deps.store.commit(this.sessionId, base, entries);
    } finally {
      this.#writing = false;
    }
  }

  /** Commits of other writers, in order, after what is known. */
  #catchUp(base: StoredRoom, missed: readonly StoredCommit[]): void {
    if (missed[0]?.rev !== base.rev + 1) return this.forget();
    const room = missed.reduce(applyCommit, base.room);
    this.#adopt(missed, { epoch: base.epoch, rev: missed.at(-1)!.rev, room }, 'other');
  }

  #adopt(commits: readonly StoredCommit[], next: StoredRoom, by: Writer): void {
    if (commits.length === 0) return;
    this.#current = next;
    this.#heard = { epoch: next.epoch, rev: next.rev };
    this.#tail.push(...commits);
    if (this.#tail.length > 2 * tailLength) this.#tail = this.#tail.slice(-tailLength);
    this.#deps.onCommits(this, commits, by);
  }

  /**
   * Before a person is refused, or told that nothing had to be done, the log is asked whether their command had been
   * accepted before: a repetition gets the answer of the first time, whatever has changed since.
   */
  async #answer({ ask, settle }: Pending, planned: ReturnType<typeof plan>, index: number): Promise<void> {
    const fate = planned.fates[index]!;
    if (fate.kind === 'entry') {
      const entry = planned.entries[fate.index]!;
      const { epoch, rev } = entry.commit;
      return settle({ ok: true, answer: entry.command?.answer ?? { epoch, rev } });
    }
    if (ask.actor.kind !== 'person') return settle(fate.performed);
    const { userId } = ask.actor.person;
    const before = await this.#deps.store.answered(this.sessionId, userId, ask.commandId);
    settle(before ? { ok: true, answer: before, repeated: true } : fate.performed);
  }

  /** Asks the archive, and then again for the decision: meanwhile other commands go on. */
  async #lookUp(one: Pending, messageId: MessageId, { epoch, rev }: Cursor): Promise<void> {
    this.#lookUps += 1;
    try {
      const message = await this.#deps.message(this.sessionId, messageId, rev);
      this.#enqueue({ ...one, found: { at: { epoch, rev }, message } });
    } catch (error) {
      this.#deps.onFailure(this.sessionId, error);
      one.settle(unavailable);
    } finally {
      this.#lookUps -= 1;
    }
  }
}

/** A command sent twice before it was decided is decided once: the second waits until the first can be recognised. */
function distinct(pending: readonly Pending[]): { batch: Pending[]; later: Pending[] } {
  const seen = new Set<string>();
  const later: Pending[] = [];
  const batch = pending.filter((one) => {
    const { actor, commandId } = one.ask;
    const key = actor.kind === 'person' ? `${actor.person.userId} ${commandId}` : '';
    if (key && seen.has(key)) {
      later.push(one);
      return false;
    }
    seen.add(key);
    return true;
  });
  return { batch, later };
}

const isAfter = (one: Cursor, other: Cursor): boolean =>
  one.epoch > other.epoch || (one.epoch === other.epoch && one.rev > other.rev);

const unavailable: Performed = {
  ok: false,
  refusal: refuse('UNAVAILABLE', 'This could not be saved just now. Ask again with the same commandId.'),
};
const notFound: Performed = { ok: false, refusal: refuse('NOT_FOUND', 'There is no such session') };
