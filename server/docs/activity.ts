import type { UserId } from '../protocol/ids.ts';

/** Changes of one person that come closer than this are one edit: counting costs the same however fast somebody types. */
const editMs = 1_000;

/** Counts people's edits of one document. */
export class Activity {
  readonly #lastAt = new Map<UserId, number>();
  #counted = new Map<UserId, number>();

  note(userId: UserId, now: number): void {
    if (now - (this.#lastAt.get(userId) ?? -Infinity) < editMs) return;
    this.#lastAt.set(userId, now);
    this.#counted.set(userId, (this.#counted.get(userId) ?? 0) + 1);
  }

  /** What was counted since the last time. */
  take(): ReadonlyMap<UserId, number> {
    const taken = this.#counted;
    if (taken.size > 0) this.#counted = new Map();
    return taken;
  }
}
