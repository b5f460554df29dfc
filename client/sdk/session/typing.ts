import { writable, type Readable } from '../readable.ts';
import type { UserId } from '../../../server/protocol/ids.ts';

/** Who said they were typing is taken to be at it for this long. */
const typingMs = 5_000;
/** Said again at most this often, so that it is said before it wears off. */
const sayEveryMs = 2_000;

export interface Typing {
  readonly people: Readable<readonly UserId[]>;
  readonly heard: (userId: UserId) => void;
  /** They sent what they typed, or are gone. */
  readonly stopped: (userId: UserId) => void;
  /** Whether it is time to tell the others again; asking counts as telling. */
  readonly mayTell: (now: number) => boolean;
  readonly close: () => void;
}

export function createTyping(): Typing {
  const people = writable<readonly UserId[]>([]);
  const timers = new Map<UserId, ReturnType<typeof setTimeout>>();
  let toldAt = -Infinity;

  function stopped(userId: UserId): void {
    clearTimeout(timers.get(userId));
    if (timers.delete(userId)) people.set([...timers.keys()]);
  }

  return {
    people,
    heard(userId) {
      const isNew = !timers.has(userId);
      clearTimeout(timers.get(userId));
      timers.set(
        userId,
        setTimeout(() => stopped(userId), typingMs),
      );
      if (isNew) people.set([...timers.keys()]);
    },
    stopped,
    mayTell(now) {
      if (now - toldAt < sayEveryMs) return false;
      toldAt = now;
      return true;
    },
    close() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      people.set([]);
    },
  };
}
