import { Skeleton } from '@mantine/core';
import { t } from '../../strings/index.ts';
import { usePageTitle } from '../../ui/page-title.ts';
import { useAfter } from '../../ui/use-after.ts';
import classes from './room-skeleton.module.css';

/** The room before it is known. Its name, if this device has seen it, is there at once; the rest only if it takes long. */
export function RoomSkeleton({ title }: { title: string | undefined }) {
  const late = useAfter(1_000);
  usePageTitle(title ?? t.joining.title);
  return (
    <div className={classes.room} aria-busy="true">
      <header className={classes.header}>{title ?? (late ? t.joining.title : '')}</header>
      <main className={classes.body} aria-label={t.common.loading}>
        {late && (
          <>
            <Skeleton circle height={240} />
            <Skeleton height={44} width={220} />
            <Skeleton height={120} width="min(32rem, 90%)" />
          </>
        )}
      </main>
    </div>
  );
}
