import { useQuery } from '@tanstack/react-query';
import type { SessionId } from '../../../server/protocol/ids.ts';
import { sessionDetails } from '../sessions/session-lists.ts';

/** The link that lets others in; null until it is known, and for who is not a member. */
export function useInviteLink(sessionId: SessionId): string | null {
  const { data } = useQuery(sessionDetails(sessionId));
  return data?.inviteLink ?? null;
}
