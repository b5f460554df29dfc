import { useCallback } from 'react';
import type { UserId } from '../../../../server/protocol/ids.ts';
import { useRoom } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { useHere } from '../room-context.ts';

/** What people in the room are called. */
export function useNames(): (userId: UserId) => string {
  const { session } = useHere();
  const people = useRoom(session, (room) => room.participants);
  return useCallback((userId) => people?.[userId]?.name ?? t.common.someone, [people]);
}
