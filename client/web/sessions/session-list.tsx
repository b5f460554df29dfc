import { Button, SimpleGrid } from '@mantine/core';
import { IconBooks, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import type { Refusal } from '../../../server/protocol/errors.ts';
import { refusalOf } from '../app/queries.ts';
import type { SessionsTab } from './tabs.ts';
import { t } from '../strings/index.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { Pager } from '../ui/pager.tsx';
import { refusalText } from '../ui/refusal-text.ts';
import { FilterBar } from './filter-bar.tsx';
import { SessionCard } from './session-card.tsx';
import { pageSize, sessionList, type Filters } from './session-lists.ts';
import { SkeletonCards } from './skeleton-cards.tsx';

interface SessionListProps {
  readonly tab: SessionsTab;
  /** Null while the dialog is open. */
  readonly onCreate: (() => void) | null;
}

/** Nothing was written that could be kept. */
const failureText = (refusal: Refusal): string =>
  refusal.code === 'UNAVAILABLE' ? t.sessions.failedAway : `${t.sessions.failed} ${refusalText(refusal)}`;

const isFiltered = (filters: Filters): boolean => Object.values(filters).some((value) => value);

/** One tab: filters, a page of cards, the pages. */
export function SessionList({ tab, onCreate }: SessionListProps) {
  const [filters, setFilters] = useState<Filters>({});
  const [page, setPage] = useState(0);
  const [searched, setSearched] = useState(false);
  const { data: loaded, error, refetch, isPlaceholderData } = useQuery(sessionList(tab, filters, page));
  // Twenty cards are drawn in slices: a slow telephone hears its person meanwhile.
  const data = useDeferredValue(loaded);
  const filtered = isFiltered(filters);
  const pages = Math.max(1, Math.ceil((loaded?.total ?? 0) / pageSize));
  // The last of a page may have ended, or have been cancelled.
  if (loaded && page >= pages) setPage(pages - 1);
  // Nothing to search in: no search field either. What was found before a search was cleared does not say so, nor does a
  // list that could not be loaded.
  const known = loaded !== undefined && !isPlaceholderData;
  const searchable = filtered || (known ? loaded.total > 0 : searched);

  function filter(next: Filters): void {
    setFilters(next);
    setSearched(true);
    setPage(0);
  }

  return (
    <>
      {searchable && <FilterBar tab={tab} filters={filters} onChange={filter} />}
      {error && (
        <Notice mt={searchable ? 'md' : 0} onRetry={() => void refetch()}>
          {data ? t.sessions.stale : failureText(refusalOf(error))}
        </Notice>
      )}
      {!data && !error && <SkeletonCards />}
      {data && data.sessions.length > 0 && (
        <SimpleGrid
          component="ul"
          cols={{ base: 1, sm: 2, lg: 3 }}
          spacing="md"
          p={0}
          mt="md"
          aria-label={t.sessions[tab]}
        >
          {data.sessions.map((session) => (
            <SessionCard key={session.id} session={session} tab={tab} />
          ))}
        </SimpleGrid>
      )}
      {data?.total === 0 && (
        <EmptyState words={filtered ? t.sessions.empty.filtered : t.sessions.empty[tab]} icon={<IconBooks size={22} />}>
          {filtered && (
            <Button variant="default" mt="sm" onClick={() => filter({})}>
              {t.sessions.clearFilters}
            </Button>
          )}
          {!filtered && tab !== 'past' && onCreate && (
            <Button variant="default" mt="sm" leftSection={<IconPlus size={18} />} onClick={onCreate}>
              {t.sessions.createFirst}
            </Button>
          )}
        </EmptyState>
      )}
      {data && <Pager page={page} pages={pages} onChange={setPage} />}
    </>
  );
}
