import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding';
import { ByteReader, MalformedError } from './bytes.ts';
import type { Owners } from './owners.ts';
import type { Author, Peer } from './peer.ts';
import { frames } from './wire.ts';

/** What one page may show of itself, and how many pages may show themselves through one connection. */
const largestState = 16_384;
const mostClientsOfPeer = 16;
/** Cursors of several people that move at once share a frame; nobody sees 25 ms. */
const gatherMs = 25;

type Shown = { readonly clock: number; readonly state: string | null; readonly peers: Set<Peer> };
type Entry = { readonly client: number; readonly clock: number; readonly state: string };

/**
 * Who is in a document and where their cursors are. Kept in memory alone. A state is taken only from the person its
 * client id is bound to (stock providers repeat what they hear of others), and carries the name they signed in with.
 */
export class Awareness {
  readonly #shown = new Map<number, Shown>();
  readonly #owners: Owners;
  readonly #broadcast: (frame: Uint8Array) => void;
  readonly #changed = new Set<number>();
  #timer: NodeJS.Timeout | null = null;

  constructor(owners: Owners, broadcast: (frame: Uint8Array) => void) {
    this.#owners = owners;
    this.#broadcast = broadcast;
  }

  /** Throws MalformedError. */
  receive(peer: Peer, update: Uint8Array): void {
    for (const entry of parseEntries(update)) this.#take(peer, entry);
  }

  /** Everybody who shows themselves now, as a frame; null if nobody does. */
  everybody(): Uint8Array | null {
    const present = [...this.#shown].filter(([, { state }]) => state !== null).map(([client]) => client);
    return present.length > 0 ? this.#frame(present) : null;
  }

  leave(peer: Peer): void {
    for (const [client, { clock, state, peers }] of this.#shown) {
      if (!peers.delete(peer) || peers.size > 0 || state === null) continue;
      this.#show(client, { clock: clock + 1, state: null, peers });
    }
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #take(peer: Peer, { client, clock, state }: Entry): void {
    const before = this.#shown.get(client);
    if (!before && this.#clientsOf(peer) >= mostClientsOfPeer) return;
    if (!this.#owners.claim(client, peer.author.id)) return;
    const stamped = stamp(state, peer.author);
    const peers = before?.peers ?? new Set<Peer>();
    // A page that was told it had gone says at the same clock that it has not.
    if (before && (clock < before.clock || (clock === before.clock && (before.state !== null || stamped === null)))) {
      if (stamped !== null && before.state !== null) peers.add(peer);
      return;
    }
    if (stamped === null) peers.delete(peer);
    else peers.add(peer);
    this.#show(client, { clock, state: stamped, peers });
  }

  #clientsOf(peer: Peer): number {
    let count = 0;
    for (const { peers } of this.#shown.values()) if (peers.has(peer)) count += 1;
    return count;
  }

  #show(client: number, shown: Shown): void {
    this.#shown.set(client, shown);
    this.#changed.add(client);
    this.#timer ??= setTimeout(() => this.#flush(), gatherMs);
  }

  /** The sender hears itself as well: stock providers take 30 s of silence for a dead connection. */
  #flush(): void {
    this.#timer = null;
    const frame = this.#frame([...this.#changed]);
    this.#changed.clear();
    this.#broadcast(frame);
    for (const [client, { state }] of this.#shown) if (state === null) this.#shown.delete(client);
  }

  #frame(clients: readonly number[]): Uint8Array {
    const encoder = createEncoder();
    writeVarUint(encoder, clients.length);
    for (const client of clients) {
      const { clock, state } = this.#shown.get(client)!;
      writeVarUint(encoder, client);
      writeVarUint(encoder, clock);
      writeVarString(encoder, state ?? 'null');
    }
    return frames.awareness(toUint8Array(encoder));
  }
}

function parseEntries(update: Uint8Array): Entry[] {
  const reader = new ByteReader(update);
  const entries: Entry[] = [];
  for (let left = reader.uint(); left > 0; left -= 1) {
    entries.push({ client: reader.uint(), clock: reader.uint(), state: reader.text() });
  }
  return entries;
}

/** The state as it is shown: `user` is who it really is. Null for a page that goes. */
function stamp(state: string, author: Author): string | null {
  if (state.length > largestState) throw new MalformedError('An awareness state is too large');
  let parsed: unknown;
  try {
    parsed = JSON.parse(state);
  } catch {
    throw new MalformedError('An awareness state is not JSON');
  }
  if (parsed === null) return null;
  if (typeof parsed !== 'object' || Array.isArray(parsed)) throw new MalformedError('An awareness state is no object');
  return JSON.stringify({ ...parsed, user: author });
}
