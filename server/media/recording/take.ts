import type { UserId } from '../../protocol/ids.ts';
import type { MediaRoom } from '../media-room.ts';
import { chosen } from './chosen.ts';
import { openJournal, type Entry, type Journal } from './journal.ts';
import type { TakeKey } from './ports.ts';
import { lackOfSpace, type FreeSpace } from './space.ts';
import { Tap } from './tap.ts';

const beatMs = 1_000;
/** A picture can be cut to from its key frames. */
const refreshEveryBeats = 10;
const aliveEveryBeats = 3;
const spaceEveryBeats = 5;
/** So many deaths of one source's in so short a time are no accident: what it sends cannot be recorded. */
const lossesAtMost = 4;
const lossesWithinMs = 20_000;

export type TakeOptions = {
  readonly key: TakeKey;
  readonly room: MediaRoom;
  readonly folder: string;
  readonly freeSpace: FreeSpace;
  readonly now: () => number;
  /** The first stream is being written. */
  readonly onFlowing: () => void;
  /** A second or so of a stream is lost; it is written again from here on. */
  readonly onInterrupted: (said: string) => void;
  /** It cannot go on. */
  readonly onFailed: (said: string) => void;
};

/**
 * One uninterrupted piece of a recording, as long as the call's router lives: taps on what is sent by those who agreed,
 * and a journal of what happened. Whoever does not agree (any more) has no tap.
 */
export class Take {
  readonly room: MediaRoom;
  readonly #options: TakeOptions;
  readonly #journal: Journal;
  readonly #taps = new Map<string, Tap>();
  readonly #closing = new Set<Promise<void>>();
  readonly #unwatch: () => void;
  readonly #timer: NodeJS.Timeout;
  #agrees: (userId: UserId) => boolean = () => false;
  /** The latest first. */
  #spoke: UserId[] = [];
  /** By producer, as are those that are left out. */
  readonly #lostAt = new Map<string, number[]>();
  readonly #leftOut = new Set<string>();
  #count = 0;
  #beats = 0;
  #flowing = false;
  #closed: Promise<void> | null = null;

  constructor(options: TakeOptions) {
    const { room, folder, onFailed } = options;
    this.room = room;
    this.#options = options;
    this.#journal = openJournal(folder, (error) => onFailed(error.message));
    this.#unwatch = room.watch({
      sendersChanged: () => this.#look(),
      speaking: (userIds) => this.#hear(userIds),
    });
    this.#note({ type: 'take', ...options.key, at: options.now() });
    this.#timer = setInterval(() => this.#beat(), beatMs);
    void this.#checkSpace();
  }

  /** Process ids of the shells that hold an ffmpeg each, for tests and for those who look after the machine. */
  get pids(): number[] {
    return [...this.#taps.values()].flatMap(({ pid }) => pid ?? []);
  }

  /** The room has moved on: taps open for who agrees now, and close for who does not. */
  follow(agrees: (userId: UserId) => boolean): void {
    this.#agrees = agrees;
    this.#look();
  }

  /** Something that was sent is lost. */
  interrupt(said: string): void {
    this.#note({ type: 'interrupted', said, at: this.#options.now() });
    this.#options.onInterrupted(said);
  }

  /** It is in the lists of recordings now. */
  listed(): void {
    this.#note({ type: 'listed', at: this.#options.now() });
  }

  /** Whether anything has come. */
  get flowing(): boolean {
    return this.#flowing;
  }

  /** Resolves when all that came is written. Twice is once. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  #look(): void {
    if (this.#closed) return;
    const agreed = this.room.sendings.filter(
      ({ userId, producer }) => this.#agrees(userId) && !this.#leftOut.has(producer.id),
    );
    const wanted = chosen(agreed, this.#spoke, ({ producer }) => this.#taps.has(producer.id));
    const ids = new Set(wanted.map(({ producer }) => producer.id));
    for (const [id, tap] of this.#taps) if (!ids.has(id)) this.#end(id, tap);
    for (const sending of wanted) {
      const { id } = sending.producer;
      if (this.#taps.has(id)) continue;
      const tap = new Tap({
        sending,
        router: this.room.router,
        folder: this.#options.folder,
        name: `t${(this.#count += 1)}`,
        note: this.#note,
        now: this.#options.now,
        onFlowing: () => this.#flow(),
        onLost: (said) => this.#lose(id, tap, said),
      });
      this.#taps.set(id, tap);
    }
  }

  #end(id: string, tap: Tap): void {
    this.#taps.delete(id);
    const closing = tap.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  #flow(): void {
    if (this.#flowing || this.#closed) return;
    this.#flowing = true;
    this.#options.onFlowing();
  }

  #lose(id: string, tap: Tap, said: string): void {
    if (this.#closed || this.#taps.get(id) !== tap) return;
    this.#end(id, tap);
    const at = this.#options.now();
    const lostAt = [...(this.#lostAt.get(id) ?? []).filter((one) => at - one < lossesWithinMs), at];
    this.#lostAt.set(id, lostAt);
    if (lostAt.length < lossesAtMost) {
      this.interrupt(said);
      return this.#look();
    }
    this.#leftOut.add(id);
    const { source, userId } = tap.sending;
    this.interrupt(`The ${source} of ${userId} is left out from here on: ${said}`);
    this.#look();
    if (this.#taps.size === 0) this.#options.onFailed(said);
  }

  #hear(userIds: readonly UserId[]): void {
    const heard = userIds.filter((userId) => this.#agrees(userId));
    this.#note({ type: 'speakers', userIds: heard, at: this.#options.now() });
    if (heard.length === 0) return;
    this.#spoke = [...new Set([...heard, ...this.#spoke])].slice(0, 100);
    this.#look();
  }

  #beat(): void {
    this.#note({ type: 'beat', at: this.#options.now() });
    this.#beats += 1;
    if (this.#beats % aliveEveryBeats === 0) for (const tap of this.#taps.values()) tap.keepAlive();
    if (this.#beats % refreshEveryBeats === 0) for (const tap of this.#taps.values()) tap.refresh();
    if (this.#beats % spaceEveryBeats === 0) void this.#checkSpace();
  }

  async #checkSpace(): Promise<void> {
    const { folder, freeSpace, onFailed } = this.#options;
    const lack = await lackOfSpace(folder, freeSpace);
    if (lack !== null && !this.#closed) onFailed(lack);
  }

  readonly #note = (entry: Entry) => this.#journal.note(entry);

  async #close(): Promise<void> {
    clearInterval(this.#timer);
    this.#unwatch();
    for (const [id, tap] of this.#taps) this.#end(id, tap);
    await Promise.all(this.#closing);
    this.#note({ type: 'ended', at: this.#options.now() });
    await this.#journal.close();
  }
}
