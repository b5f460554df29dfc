import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { PastSession, Session } from '../../../server/protocol/rest/sessions.ts';
import type { SessionId } from '../../../server/protocol/ids.ts';
import type { ListQuery } from '../../sdk/index.ts';
import { client } from '../app/client.ts';
import { queryClient, valueOf } from '../app/queries.ts';
import type { SessionsTab } from './tabs.ts';
import { cachedList, keepList, type CachedList, type ListKey } from './list-cache.ts';

export type ListedSession = Session | PastSession;
export type Filters = Pick<ListQuery, 'query' | 'subject' | 'tag' | 'status' | 'type'>;
export const pageSize = 20;

const cacheKeys: Partial<Record<SessionsTab, ListKey>> = { mine: 'studySessions', past: 'studySessionHistory' };
const ask: Record<SessionsTab, (query: ListQuery) => Promise<CachedList<ListedSession>>> = {
  mine: (query) => valueOf(client.api.sessions.list(query)),
  browse: (query) => valueOf(client.api.sessions.browse(query)),
  past: (query) => valueOf(client.api.sessions.history(query)),
};

/** One page of a tab. The first, unfiltered page of one's own lists is shown from the last visit until it is loaded. */
export function sessionList(tab: SessionsTab, filters: Filters, page: number) {
  const plain = page === 0 && Object.values(filters).every((value) => value === undefined || value === '');
  const cacheKey = plain ? cacheKeys[tab] : undefined;
  const kept = cacheKey ? cachedList<ListedSession>(cacheKey) : null;
  return queryOptions({
    queryKey: ['sessions', tab, filters, page],
    queryFn: async () => {
      const list = await ask[tab]({ ...filters, limit: pageSize, offset: page * pageSize });
      if (cacheKey) keepList(cacheKey, list);
      return list;
    },
    placeholderData: keepPreviousData,
    ...(kept ? { initialData: kept.value, initialDataUpdatedAt: 0 } : {}),
  });
}

/** What is planned and has not begun, the next first. */
export function upcomingSessions() {
  const kept = cachedList<Session>('upcomingStudySessions');
  return queryOptions({
    queryKey: ['sessions', 'upcoming'],
    queryFn: async () => {
      const list = await valueOf(client.api.sessions.list({ status: 'SCHEDULED', limit: 100 }));
      const planned = list.sessions
        .filter((session) => session.scheduledAt !== null)
        .toSorted((a, b) => String(a.scheduledAt).localeCompare(String(b.scheduledAt)));
      const upcoming = { sessions: planned, total: planned.length };
      keepList('upcomingStudySessions', upcoming);
      return upcoming;
    },
    ...(kept ? { initialData: kept.value, initialDataUpdatedAt: 0 } : {}),
  });
}

/** `invite`: the secret of the link, with which a private session shows its card to who is not in it. */
export function sessionDetails(sessionId: SessionId, invite?: string) {
  return queryOptions({
    queryKey: ['session', sessionId],
    queryFn: async () => (await valueOf(client.api.sessions.get(sessionId, invite ? { invite } : {}))).session,
  });
}

/** Whoever is out of a session meets its card the next time: what they knew as a member is forgotten. */
export function sessionLeft(sessionId: SessionId): void {
  queryClient.removeQueries({ queryKey: ['session', sessionId] });
  sessionsChanged();
}

/** So long a time may pass until the last of all who look at public sessions asks for them anew. */
const spreadMs = 2_000;
let asking: ReturnType<typeof setTimeout> | undefined;

/** What anybody may join is not what it was. Everybody is told at once, and asks at a moment of their own. */
export function publicSessionsChanged(): void {
  asking ??= setTimeout(() => {
    asking = undefined;
    // A page that nobody sees asks when it is looked at again.
    const refetchType = document.visibilityState === 'hidden' ? 'none' : 'active';
    void queryClient.invalidateQueries({ queryKey: ['sessions', 'browse'], refetchType });
  }, Math.random() * spreadMs);
}

/** Lists and details are asked for anew, now if they are in view. */
export function sessionsChanged(): void {
  void queryClient.invalidateQueries({ queryKey: ['sessions'] });
  void queryClient.invalidateQueries({ queryKey: ['session'] });
}
