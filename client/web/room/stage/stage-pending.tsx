import { Skeleton } from '@mantine/core';
import { useAfter } from '../../ui/use-after.ts';
import { t } from '../../strings/index.ts';
import classes from './stage-pending.module.css';

/** While a view is on its way; nothing for the first moment. */
export function StagePending() {
  const shown = useAfter(300);
  return (
    <div className={classes.pending} aria-busy="true" aria-label={t.common.loading} role="status">
      {shown && (
        <>
          <Skeleton height={36} />
          <Skeleton height={180} />
        </>
      )}
    </div>
  );
}
