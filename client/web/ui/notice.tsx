import { Button, Text, type MantineSpacing } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../strings/index.ts';
import classes from './notice.module.css';

interface NoticeProps {
  readonly children: ReactNode;
  readonly mt?: MantineSpacing;
  /** Where it may go better the next time. */
  readonly onRetry?: () => void;
}

/** What went wrong, where it went wrong. */
export function Notice({ children, mt = 0, onRetry }: NoticeProps) {
  return (
    <Text size="sm" role="alert" mt={mt} className={classes.notice}>
      {children}
      {onRetry && (
        <>
          {' '}
          <Button size="compact-sm" variant="subtle" onClick={onRetry}>
            {t.common.retry}
          </Button>
        </>
      )}
    </Text>
  );
}
