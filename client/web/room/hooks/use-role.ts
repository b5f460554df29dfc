import type { Role } from '../../../../server/protocol/room.ts';
import { useRoom } from '../../../sdk/react/index.ts';
import { useHere } from '../room-context.ts';

/** What this person is here; null while they are not in. Renders when that changes, not whenever people do. */
export function useRole(): Role | null {
  const { session, selfId } = useHere();
  return useRoom(session, ({ participants }) => {
    const self = participants[selfId];
    return self?.status === 'JOINED' ? self.role : null;
  });
}

/** Whether this person is the host or a co-host. */
export function useMayHost(): boolean {
  const role = useRole();
  return role !== null && role !== 'PARTICIPANT';
}
