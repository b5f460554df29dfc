import { VisuallyHidden } from '@mantine/core';
import classes from './unread-mark.module.css';
import type { Mark } from './use-marks.ts';

/** How many are new; nothing for none. */
export function UnreadMark({ mark, className = '' }: { mark: Mark | undefined; className?: string | undefined }) {
  if (!mark) return null;
  return (
    <span className={`${classes.mark} ${className}`}>
      <span aria-hidden="true">{mark.count > 99 ? '99+' : mark.count}</span>
      <VisuallyHidden>{mark.words}</VisuallyHidden>
    </span>
  );
}
