import { useMemo } from 'react';
import type { UserId } from '../../../server/protocol/ids.ts';
import type { Participant } from '../../../server/protocol/room.ts';
import type { SessionHandle } from '../session/session-handle.ts';
import { useRoom, useSelf } from './use-room.ts';

export interface Waiting {
  readonly userId: UserId;
  readonly name: string;
  readonly knockedAt: number;
}

export interface Participants {
  /** JOINED, those longest in the room first, online or away. */
  readonly here: readonly Participant[];
  readonly invited: readonly Participant[];
  readonly departed: readonly Participant[];
  readonly removed: readonly Participant[];
  /** Who knocks, in the order they came. */
  readonly waiting: readonly Waiting[];
  readonly self: Participant | null;
  readonly host: Participant | null;
  /** Whether this person is the host or a co-host. */
  readonly mayHost: boolean;
}

/** Who is in the room; null until it is known. Renders when people change and for nothing else. */
export function useParticipants(session: SessionHandle | null): Participants | null {
  const people = useRoom(session, (room) => room.participants);
  const knocking = useRoom(session, (room) => room.waiting);
  const hostId = useRoom(session, (room) => room.hostId);
  const userId = useSelf(session)?.userId ?? null;

  return useMemo(() => {
    if (!people || !knocking) return null;
    const all = Object.values(people).toSorted((a, b) => (a.joinedAt ?? 0) - (b.joinedAt ?? 0));
    const having = (status: Participant['status']) => all.filter((one) => one.status === status);
    const self = (userId && people[userId]) ?? null;
    const waiting = Object.entries(knocking)
      .map(([id, knock]) => ({ userId: id as UserId, ...knock }))
      .toSorted((a, b) => a.knockedAt - b.knockedAt);
    return {
      here: having('JOINED'),
      invited: having('INVITED'),
      departed: having('LEFT'),
      removed: having('REMOVED'),
      waiting,
      self,
      host: (hostId && people[hostId]) ?? null,
      mayHost: self?.status === 'JOINED' && self.role !== 'PARTICIPANT',
    };
  }, [people, knocking, hostId, userId]);
}
