import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './empty-state.module.css';

interface EmptyStateProps {
  /** What is so, and the next step. */
  readonly words: readonly [title: string, hint: string];
  readonly icon?: ReactNode;
  readonly children?: ReactNode;
}

export function EmptyState({ words: [title, hint], icon, children }: EmptyStateProps) {
  return (
    <Stack className={classes.empty} gap={6} align="center">
      {icon && (
        <span className={classes.icon} aria-hidden="true">
          {icon}
        </span>
      )}
      <Text fw={600}>{title}</Text>
      <Text size="sm" c="dimmed" maw={360}>
        {hint}
      </Text>
      {children}
    </Stack>
  );
}
