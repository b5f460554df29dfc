import type { SessionHandle } from '../../../sdk/index.ts';
import { useRoom } from '../../../sdk/react/index.ts';
import { useMayHost } from '../hooks/use-role.ts';

/** How many stand at the door, for who may open it. */
export function useKnocks(session: SessionHandle): number {
  const mayHost = useMayHost();
  const waiting = useRoom(session, (room) => Object.keys(room.waiting).length) ?? 0;
  return mayHost ? waiting : 0;
}
