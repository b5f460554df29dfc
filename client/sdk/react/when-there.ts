import { refuse } from '../../../server/protocol/errors.ts';
import { refused } from '../outcome.ts';
import type { SessionHandle } from '../session/session-handle.ts';

const notYet = refused(refuse('INVALID_STATE', 'Not in a session yet'));

/** What hooks give away before there is a session: it refuses. */
export function whenThere(session: SessionHandle | null): Pick<SessionHandle, 'send' | 'retry' | 'discard'> {
  return session ?? { send: async () => notYet, retry: async () => notYet, discard: () => {} };
}
