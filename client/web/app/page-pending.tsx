import { Container, Skeleton, Stack } from '@mantine/core';
import { t } from '../strings/index.ts';

/** Shown when a page takes its time: the router waits a second before it does. */
export function PagePending() {
  return (
    <Container size="lg" py="xl" role="status" aria-busy="true" aria-label={t.common.loading}>
      <Stack>
        <Skeleton height={36} width="40%" />
        <Skeleton height={120} />
        <Skeleton height={120} />
      </Stack>
    </Container>
  );
}
