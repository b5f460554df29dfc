import type { SessionId } from '../../server/protocol/ids.ts';
import type { CommitOutcome } from '../../server/rooms/ports.ts';

/** What a test may do to the commits of a store. `intrude` is a rival that writes to the room first. */
export function interference(intrude: (sessionId: SessionId) => void) {
  const failures: ('before' | 'after')[] = [];
  let conflicts = 0;
  let gate: Promise<void> | null = null;

  return {
    /** The next commit throws: `before` it wrote anything, or `after` it had landed. The caller cannot tell which. */
    failNextCommit: (when: 'before' | 'after'): void => void failures.push(when),
    /** So many commits from now find that somebody else wrote first; what they missed is an empty commit. */
    serveConflicts: (count: number): void => void (conflicts += count),
    /** Commits asked for from now on wait until the returned function is called; then they run in their order. */
    holdCommits: (): (() => void) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return () => {
        gate = null;
        resolve();
      };
    },
    interfere: async (sessionId: SessionId, append: () => CommitOutcome): Promise<CommitOutcome> => {
      // Even unhindered, a commit does not happen within the call: what the caller does next comes first.
      await gate;
      const failure = failures.shift();
      if (failure === 'before') throw new Error('The commit failed before it wrote');
      if (conflicts > 0) {
        conflicts -= 1;
        intrude(sessionId);
      }
      const outcome = append();
      if (failure === 'after') throw new Error('The commit failed after it had landed');
      return outcome;
    },
  };
}
