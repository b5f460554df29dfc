import type { SessionHandle } from '../../../sdk/index.ts';
import { useParticipants } from '../../../sdk/react/index.ts';

/** How many stand at the door, for who may open it. */
export function useKnocks(session: SessionHandle): number {
  const people = useParticipants(session);
  return people?.mayHost ? people.waiting.length : 0;
}
