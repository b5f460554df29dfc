import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding';
import { ByteReader, MalformedError } from './bytes.ts';
import type { Owners } from './owners.ts';
import type { UserId } from '../protocol/ids.ts';
import type { Author, Peer } from './peer.ts';
import { frames } from './wire.ts';

/** What one page may show of itself, and how many pages may show themselves through one connection. */
const largestState = 16_384;
const mostClientsOfPeer = 16;
/** Cursors of several people that move at once share a frame; nobody sees 25 ms. */
const gatherMs = 25;

/** Pages say every 15 s that they are still there. What a node that died has shown goes after three times that. */
const forgottenMs = 45_000;

/** `heardAt`: shown through another node, which said so last then; null if by a peer of this one. */
type Shown = {
  readonly clock: number;
  readonly state: string | null;
  readonly peers: Set<Peer>;
  readonly heardAt: number | null;
};
type Entry = { readonly client: number; readonly clock: number; readonly state: string };

export type AwarenessDeps = {
  readonly now: () => number;
  /** To every peer of this node. */
  readonly broadcast: (frame: Uint8Array) => void;
  /** To the other nodes. */
  readonly signal: (signal: Uint8Array) => void;
};

/**
 * Who is in a document and where their cursors are. Kept in memory alone. A state is taken only from the person its
 * client id is bound to (stock providers repeat what they hear of others), and carries the name they signed in with.
 * Nodes tell each other what their own peers show; a signal without anybody in it asks who is there.
 */
export class Awareness {
  readonly #shown = new Map<number, Shown>();
  readonly #owners: Owners;
  readonly #deps: AwarenessDeps;
  readonly #changed = new Set<number>();
  #timer: NodeJS.Timeout | null = null;

  constructor(owners: Owners, deps: AwarenessDeps) {
    this.#owners = owners;
    this.#deps = deps;
  }

  /** Asks the other nodes who is there. */
  begin(): void {
    this.#deps.signal(this.#update([]));
  }

  /** Another node says who is there, or asks. It has looked at what its peers sent. */
  hear(signal: Uint8Array): void {
    const entries = parseEntries(signal);
    const mine = [...this.#shown].filter(([, { heardAt }]) => heardAt === null).map(([client]) => client);
    if (entries.length === 0 && mine.length > 0) this.#deps.signal(this.#update(mine));
    const now = this.#deps.now();
    for (const { client, clock, state } of entries) this.#adopt(client, clock, state === 'null' ? null : state, now);
    this.#forget(now);
  }

  /** Throws MalformedError. */
  receive(peer: Peer, update: Uint8Array): void {
    for (const entry of parseEntries(update)) this.#take(peer, entry);
  }

  /** Tells a peer of everybody who shows themselves now. */
  show(peer: Peer): void {
    this.#forget(this.#deps.now());
    const present = [...this.#shown].filter(([, { state }]) => state !== null).map(([client]) => client);
    if (present.length > 0) peer.send(frames.awareness(this.#update(present)));
  }

  leave(peer: Peer): void {
    for (const [client, { clock, state, peers }] of this.#shown) {
      if (!peers.delete(peer) || peers.size > 0 || state === null) continue;
      this.#show(client, { clock: clock + 1, state: null, peers, heardAt: null });
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
    // Somebody repeats what they heard: that does not make the page theirs. One that was told it had gone says at the same
    // clock that it has not.
    if (before && (clock < before.clock || (clock === before.clock && (before.state !== null || stamped === null)))) {
      return;
    }
    if (stamped === null) peers.delete(peer);
    else peers.add(peer);
    this.#show(client, { clock, state: stamped, peers, heardAt: null });
  }

  #adopt(client: number, clock: number, state: string | null, now: number): void {
    const before = this.#shown.get(client);
    if (before && (clock < before.clock || (clock === before.clock && state !== null))) return;
    const peers = before?.peers ?? new Set<Peer>();
    if (state === null) {
      if (!before) return;
      // The page has come to this node meanwhile: it is not gone.
      if (peers.size > 0) return this.#show(client, { ...before, clock: clock + 1 });
    } else {
      const owner = authorOf(state);
      if (owner) this.#owners.learn(client, owner);
    }
    this.#show(client, { clock, state, peers, heardAt: now });
  }

  #forget(now: number): void {
    for (const [client, { clock, heardAt, peers }] of this.#shown) {
      if (heardAt === null || now - heardAt < forgottenMs) continue;
      this.#show(client, { clock: clock + 1, state: null, peers, heardAt });
    }
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
    const changed = [...this.#changed];
    this.#changed.clear();
    const own = changed.filter((client) => this.#shown.get(client)?.heardAt === null);
    if (own.length > 0) this.#deps.signal(this.#update(own));
    this.#deps.broadcast(frames.awareness(this.#update(changed)));
    for (const [client, { state }] of this.#shown) if (state === null) this.#shown.delete(client);
  }

  #update(clients: readonly number[]): Uint8Array {
    const encoder = createEncoder();
    writeVarUint(encoder, clients.length);
    for (const client of clients) {
      const { clock, state } = this.#shown.get(client)!;
      writeVarUint(encoder, client);
      writeVarUint(encoder, clock);
      writeVarString(encoder, state ?? 'null');
    }
    return toUint8Array(encoder);
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

/** Whose a state is that a node has stamped. */
function authorOf(state: string): UserId | null {
  const { user } = JSON.parse(state) as { user?: Partial<Author> };
  return user?.id ?? null;
}
