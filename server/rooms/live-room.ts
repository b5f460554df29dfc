import { refuse } from '../protocol/errors.ts';
import type { Commit, Cursor } from '../protocol/events.ts';
import type { MessageId, SessionId } from '../protocol/ids.ts';
import type { Message } from '../protocol/room.ts';
import type { StoredCommit } from '../domain/room.ts';
import { isAfter, KnownRoom, type Writer } from './known-room.ts';
import { sortOut, type FoundMessage } from './old-messages.ts';
import { plan, type Ask, type Performed, type Plan } from './performing.ts';
import type { CommitOutcome, RoomStore, StoredRoom } from './ports.ts';

export type LiveRoomDeps = {
  readonly store: RoomStore;
  /** Other nodes write to the store as well. */
  readonly shared: boolean;
  /** A message that live state no longer holds, as it stands at `rev`. */
  readonly message: (sessionId: SessionId, messageId: MessageId, rev: number) => Promise<Message | null>;
  readonly maxParticipants: number;
  /** Why nothing can be recorded on this server at the moment, or null. */
  readonly cannotRecord?: () => string | null;
  /** The room as the store, or else the archive, has it; null if there is no such session. */
  readonly fetch: (sessionId: SessionId) => Promise<StoredRoom | null>;
  /** As KnownRoom tells it. */
  readonly onCommits: (room: LiveRoom, commits: readonly StoredCommit[], by: Writer) => void;
  readonly onReset: (room: LiveRoom) => void;
  /** What a write or a read threw: the store could not say what became of it. */
  readonly onFailure: (sessionId: SessionId, error: unknown) => void;
  readonly onConflict: () => void;
  /** The queue is empty. */
  readonly onIdle: (room: LiveRoom) => void;
};

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

/**
 * One room on this node, and the queue of commands for it. They are decided in order and written together; what is known
 * of the room changes only after the write. Another node may write at any time: then the write conflicts, what was missed
 * is folded in, and the commands are decided again.
 */
export class LiveRoom {
  readonly sessionId: SessionId;
  readonly #deps: LiveRoomDeps;
  readonly #known: KnownRoom;
  #queue: Pending[] = [];
  #busy = false;
  #lookUps = 0;
  #askedAt: number;

  constructor(sessionId: SessionId, deps: LiveRoomDeps) {
    this.sessionId = sessionId;
    this.#deps = deps;
    this.#askedAt = deps.store.now();
    this.#known = new KnownRoom({
      read: (after, limit) => deps.store.read(sessionId, after, limit),
      fetch: () => deps.fetch(sessionId),
      onCommits: (commits, by) => deps.onCommits(this, commits, by),
      onReset: () => deps.onReset(this),
      onFailure: (error) => deps.onFailure(sessionId, error),
      busy: () => this.#busy,
    });
  }

  get current(): StoredRoom | null {
    return this.#known.current;
  }

  get heardUpTo(): Cursor | null {
    return this.#known.heardUpTo;
  }

  /** Whether there is such a room, for all that is known. */
  get exists(): boolean {
    return this.#known.heardUpTo !== null;
  }

  get idle(): boolean {
    return !this.#busy && this.#queue.length === 0 && !this.#known.reading && this.#lookUps === 0;
  }

  /** When somebody on this node last wanted something of the room; what other nodes write is not that. */
  get askedAt(): number {
    return this.#askedAt;
  }

  load(): Promise<StoredRoom | null> {
    this.#askedAt = this.#deps.store.now();
    return this.#known.load();
  }

  since(cursor: Cursor): Commit[] | null {
    return this.#known.since(cursor);
  }

  storedSince(cursor: Cursor): readonly StoredCommit[] | null {
    return this.#known.storedSince(cursor);
  }

  forget(): void {
    this.#known.forget();
  }

  hear(commits: readonly StoredCommit[]): void {
    this.#known.hear(commits);
  }

  refresh(): Promise<void> {
    return this.#known.refresh();
  }

  perform(ask: Ask): Promise<Performed> {
    if (this.#queue.length >= queueLimit) return Promise.resolve(unavailable);
    return new Promise((settle) => this.#enqueue({ ask, settle }));
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
        this.#known.forget();
        this.#deps.onFailure(this.sessionId, error);
        for (const { settle } of batch) settle(unavailable);
      }
    }
    this.#busy = false;
    this.#deps.onIdle(this);
  }

  async #write(batch: readonly Pending[]): Promise<void> {
    const known = this.#known;
    const { maxParticipants, store } = this.#deps;
    const cannotRecord = this.#deps.cannotRecord?.() ?? null;
    let pending = batch;
    for (let attempt = 0; attempt < attempts && pending.length > 0; attempt += 1) {
      const loaded = await this.load();
      // Commits of others may have been folded in between.
      const base = known.current ?? loaded;
      if (!base) return pending.forEach(({ settle }) => settle(notFound));
      const { ready, messages, wanting } = sortOut(base, pending, (cursor) => known.storedSince(cursor));
      for (const { one, messageId } of wanting) void this.#lookUp(one, messageId, base);
      pending = ready;
      if (pending.length === 0) return;
      const asks = pending.map(({ ask }) => ask);
      const planned = plan(base, asks, {
        now: store.now(),
        maxParticipants,
        ...(cannotRecord === null ? {} : { cannotRecord }),
        messages,
      });
      const { entries } = planned;
      const outcome: CommitOutcome =
        entries.length === 0
          ? { kind: 'committed' }
          : await known.whileWriting(() => store.commit(this.sessionId, base, entries));
      switch (outcome.kind) {
        case 'committed': {
          const commits = entries.map(({ commit }) => commit);
          known.adopt(commits, { ...base, room: planned.room, rev: commits.at(-1)?.rev ?? base.rev }, 'this');
          known.hearRest();
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
          known.catchUp(base, outcome.missed);
          break;
        case 'stale':
          this.#deps.onConflict();
          known.forget();
          break;
      }
      known.hearRest();
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
    const known = this.#known.current;
    if (!stored || !isAfter(stored, { epoch, rev: rev + planned.entries.length })) return false;
    if (!known || !isAfter(stored, known)) return true;
    const missed = await this.#known.readAfter(known);
    // Meanwhile nothing else writes, but another look may have brought them.
    if (this.#known.current === known) this.#known.catchUp(known, missed ?? []);
    return true;
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

const unavailable: Performed = {
  ok: false,
  refusal: refuse('UNAVAILABLE', 'This could not be saved just now. Ask again with the same commandId.'),
};
const notFound: Performed = { ok: false, refusal: refuse('NOT_FOUND', 'There is no such session') };
