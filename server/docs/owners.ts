import type { UserId } from '../protocol/ids.ts';

/** A page draws a new client id each time it is loaded. Beyond this an id is not remembered past the document's unloading. */
const mostRemembered = 5_000;

/** Whose client ids are. An id is bound to the person whose awareness first shows it, for good. */
export class Owners {
  readonly #known: Map<number, UserId | null>;
  #unstored = new Map<number, UserId>();

  /** `own`: the server's client id in this document, which is nobody's else. */
  constructor(stored: ReadonlyMap<number, UserId>, own: number) {
    this.#known = new Map<number, UserId | null>(stored);
    this.#known.set(own, null);
  }

  /** Whether the id is this person's, bound to them now if it was nobody's. */
  claim(client: number, userId: UserId): boolean {
    const owner = this.#known.get(client);
    if (owner !== undefined) return owner === userId;
    this.#known.set(client, userId);
    if (this.#known.size <= mostRemembered) this.#unstored.set(client, userId);
    return true;
  }

  /** Bound on another node, which stores it. */
  learn(client: number, userId: UserId): void {
    if (!this.#known.has(client)) this.#known.set(client, userId);
  }

  all(): ReadonlyMap<number, UserId> {
    return new Map([...this.#known].flatMap(([client, owner]) => (owner === null ? [] : [[client, owner]])));
  }

  /** Ids that nobody has shown yet may be used by anybody: a person's own work of an earlier page comes under such ones. */
  allows(client: number, userId: UserId): boolean {
    const owner = this.#known.get(client);
    return owner === undefined || owner === userId;
  }

  /** Bound since the last time, to be stored. */
  takeUnstored(): ReadonlyMap<number, UserId> {
    const taken = this.#unstored;
    if (taken.size > 0) this.#unstored = new Map();
    return taken;
  }
}
