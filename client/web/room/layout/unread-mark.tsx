import { VisuallyHidden } from '@mantine/core';
import { t } from '../../strings/index.ts';
import classes from './unread-mark.module.css';

/** How many are new; nothing for none. */
export function UnreadMark({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className={classes.mark}>
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <VisuallyHidden>{t.count.unread(count)}</VisuallyHidden>
    </span>
  );
}
