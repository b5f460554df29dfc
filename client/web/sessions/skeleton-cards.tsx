import { SimpleGrid, Skeleton } from '@mantine/core';
import { t } from '../strings/index.ts';
import { useAfter } from '../ui/use-after.ts';

/** Where the cards will be. What comes within a second comes without it. */
export function SkeletonCards() {
  const due = useAfter(1_000);
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} role="status" aria-busy="true" aria-label={t.common.loading} mih={180}>
      {due && [1, 2, 3].map((card) => <Skeleton key={card} height={180} />)}
    </SimpleGrid>
  );
}
