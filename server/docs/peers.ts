import type { Access, Peer } from './peer.ts';
import { frames } from './wire.ts';

type PeersDeps = {
  readonly now: () => number;
  /** What of the document is here. */
  readonly stateVector: () => Uint8Array;
};

/**
 * `asked`: since the server last asked for all the peer has, nothing whole has come. `lacking`: something the peer sent
 * hangs on what the server has not. `refused`: it wrote when it might not.
 */
type Standing = { access: Access; asked: boolean; askedAt: number; lacking: boolean; refused: boolean };

const askAgainMs = 1_000;

/** The connections to one document: what each may do, and what each still has to send. */
export class Peers {
  readonly #deps: PeersDeps;
  readonly #standings = new Map<Peer, Standing>();
  #askLater: NodeJS.Timeout | null = null;

  constructor(deps: PeersDeps) {
    this.#deps = deps;
  }

  get all(): readonly Peer[] {
    return [...this.#standings.keys()];
  }

  join(peer: Peer, access: Access): void {
    const standing = { access, asked: false, askedAt: -Infinity, lacking: false, refused: false };
    this.#standings.set(peer, standing);
    if (access === 'write') this.#ask(peer, standing);
  }

  /** Whether it was here. */
  leave(peer: Peer): boolean {
    return this.#standings.delete(peer);
  }

  has(peer: Peer): boolean {
    return this.#standings.has(peer);
  }

  setAccess(peer: Peer, access: Access): void {
    const standing = this.#standings.get(peer);
    if (!standing || standing.access === access) return;
    standing.access = access;
    if (access === 'read') return;
    // What it wrote meanwhile was not taken: until it has come, the peer has something that is not saved.
    Object.assign(standing, { asked: false, askedAt: -Infinity, lacking: true, refused: false });
    this.#ask(peer, standing);
  }

  /** Whether the peer may write. That it tried is remembered, and what it has is not saved. */
  admits(peer: Peer): boolean {
    const standing = this.#standings.get(peer);
    if (standing?.access !== 'read') return standing !== undefined;
    standing.refused = true;
    return false;
  }

  /** The peer sent something, `whole` if it was all it has, `lacking` if that hangs on what is not here. */
  took(peer: Peer, { whole, lacking }: { whole: boolean; lacking: boolean }): void {
    const standing = this.#standings.get(peer);
    if (!standing) return;
    if (whole) standing.asked = false;
    if (lacking) this.#ask(peer, standing);
    standing.lacking = lacking || (standing.lacking && !whole);
  }

  /** Whether all the peer has sent was taken. */
  isWhole(peer: Peer): boolean {
    const standing = this.#standings.get(peer);
    return standing !== undefined && !standing.refused && !standing.lacking;
  }

  /** What somebody lacked may have come from somebody else, or be on its way. */
  askLacking(): void {
    if (this.#askLater) clearTimeout(this.#askLater);
    this.#askLater = null;
    for (const [peer, standing] of this.#standings) if (standing.lacking) this.#ask(peer, standing);
  }

  send(frame: Uint8Array, except: Peer | null = null): void {
    for (const peer of this.#standings.keys()) if (peer !== except) peer.send(frame);
  }

  close(): void {
    if (this.#askLater) clearTimeout(this.#askLater);
  }

  /** Asks a peer for everything the server has not; answered by an update that is `whole`. */
  #ask(peer: Peer, standing: Standing): void {
    const now = this.#deps.now();
    if (standing.asked) return;
    if (now - standing.askedAt < askAgainMs) {
      this.#askLater ??= setTimeout(() => this.askLacking(), askAgainMs);
      return;
    }
    standing.asked = true;
    standing.askedAt = now;
    peer.send(frames.syncRequest(this.#deps.stateVector()));
  }
}
