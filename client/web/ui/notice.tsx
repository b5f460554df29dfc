import { Text, type MantineSpacing } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './notice.module.css';

/** What went wrong, where it went wrong. */
export function Notice({ children, mt = 0 }: { children: ReactNode; mt?: MantineSpacing }) {
  return (
    <Text size="sm" role="alert" mt={mt} className={classes.notice}>
      {children}
    </Text>
  );
}
