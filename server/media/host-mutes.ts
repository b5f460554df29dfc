import type { UserId } from '../protocol/ids.ts';
import type { MediaSource } from '../protocol/media-sources.ts';

/** What is sent so soon after its sender was told of a mute was on its way before that was heard. */
const heardWithinMs = 2_000;
/** More than a room has people with microphones and cameras; then the oldest is forgotten. */
const atMost = 2_000;

export type HostMute = { readonly userId: UserId; readonly source: MediaSource; readonly byUserId: UserId };

/**
 * Whom a host has muted, until they switch it on themselves. It outlives what they sent and the seat they had: whoever
 * did not hear of it, or lost the way to the server since, is told when they are back, and comes back muted.
 * Times are of any clock that goes evenly, in milliseconds.
 */
export class HostMutes {
  readonly #mutes = new Map<string, HostMute & { toldAt: number }>();

  add(mute: HostMute, now: number): void {
    const key = keyOf(mute);
    this.#mutes.delete(key);
    this.#mutes.set(key, { ...mute, toldAt: now });
    if (this.#mutes.size > atMost) this.#mutes.delete(this.#mutes.keys().next().value!);
  }

  /** They have switched it themselves. */
  lift(of: Pick<HostMute, 'userId' | 'source'>): void {
    this.#mutes.delete(keyOf(of));
  }

  /** What this person has to be told on coming in. */
  telling(userId: UserId, now: number): readonly HostMute[] {
    const theirs = [...this.#mutes.values()].filter((mute) => mute.userId === userId);
    for (const mute of theirs) mute.toldAt = now;
    return theirs;
  }

  /** Who muted what this person begins to send, if they cannot have heard of it. Otherwise they switched it on themselves. */
  unheard(of: Pick<HostMute, 'userId' | 'source'>, now: number): HostMute | null {
    const mute = this.#mutes.get(keyOf(of));
    return mute && now - mute.toldAt < heardWithinMs ? mute : null;
  }
}

const keyOf = ({ userId, source }: Pick<HostMute, 'userId' | 'source'>) => `${source} ${userId}`;
