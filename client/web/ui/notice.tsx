import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './notice.module.css';

/** What went wrong, where it went wrong. */
export function Notice({ children }: { children: ReactNode }) {
  return (
    <Text size="sm" role="alert" className={classes.notice}>
      {children}
    </Text>
  );
}
