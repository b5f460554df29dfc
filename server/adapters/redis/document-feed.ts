import type { Follower, NewUpdate, StoredDocument } from '../../docs/ports.ts';
import { placeFrom, type LogEntry, type LogReply, type Place } from './document-entries.ts';

export type FeedDeps = {
  /** This node, as the log calls it. */
  readonly node: string;
  /** The log after a place. */
  readonly since: (place: Place) => Promise<LogReply>;
  readonly load: () => Promise<StoredDocument>;
  /** False if the log is of another incarnation. */
  readonly append: (incarnation: string, entry: NewUpdate) => Promise<boolean>;
};

/**
 * What happens in the log of one document, for a node that has it in memory: each update of another node once and in
 * order, whatever became of the announcements. When the log has lost something it gets back all this node has.
 */
export class DocumentFeed {
  readonly #follower: Follower;
  readonly #deps: FeedDeps;
  #place: Place;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(place: string, follower: Follower, deps: FeedDeps) {
    this.#place = placeFrom(place);
    this.#follower = follower;
    this.#deps = deps;
  }

  /** Whether the log stands where this node thinks it does. */
  isAt({ incarnation, seq }: Place): boolean {
    return incarnation === this.#place.incarnation && seq <= this.#place.seq;
  }

  /** The channel brought this. False if something before it is missing. */
  announced(incarnation: string, entry: LogEntry): boolean {
    return incarnation === this.#place.incarnation && this.#take(entry);
  }

  /** Throws if the log cannot be asked. Who comes while it is being read waits for the reading after that. */
  catchUp(): Promise<void> {
    if (!this.#running) return (this.#running = this.#read().finally(() => (this.#running = null)));
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#next = null;
        return this.catchUp();
      });
    return this.#next;
  }

  async append(entry: NewUpdate): Promise<void> {
    if (await this.#deps.append(this.#place.incarnation, entry)) return;
    await this.catchUp();
    if (await this.#deps.append(this.#place.incarnation, entry)) return;
    throw new Error('The log of a document was lost twice');
  }

  async #read(): Promise<void> {
    const { incarnation, seq } = this.#place;
    const log = await this.#deps.since(this.#place);
    if (log.incarnation === incarnation && log.trimmed <= seq) {
      for (const entry of log.entries) this.#take(entry);
      return;
    }
    const stored = await this.#deps.load();
    const place = placeFrom(stored.place);
    await this.#follower.restored(stored);
    if (place.incarnation !== incarnation && !(await this.#deps.append(place.incarnation, this.#follower.everything())))
      throw new Error('The log of a document was lost while it was being mended');
    this.#place = place;
  }

  #take({ seq, node, update }: LogEntry): boolean {
    if (seq <= this.#place.seq) return true;
    if (seq > this.#place.seq + 1) return false;
    this.#place = { ...this.#place, seq };
    if (node !== this.#deps.node) this.#follower.updated(update);
    return true;
  }
}
