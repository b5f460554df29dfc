import { Container, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { usePageTitle } from '../../ui/page-title.ts';
import { TopBar } from '../../ui/top-bar.tsx';
import classes from './door.module.css';

interface DoorProps {
  readonly title: string;
  readonly text: string;
  readonly icon: ReactNode;
  /** What one can do now. */
  readonly children: ReactNode;
}

/** A page for who stands outside: what happened, and what to do. */
export function Door({ title, text, icon, children }: DoorProps) {
  usePageTitle(title);
  return (
    <>
      <TopBar />
      <Container component="main" id="content" size="xs" className={classes.page}>
        <Stack align="center" ta="center" gap="sm" role="status">
          <span className={classes.icon} aria-hidden="true">
            {icon}
          </span>
          <Title order={1} size="h2">
            {title}
          </Title>
          <Text c="dimmed">{text}</Text>
          <Group justify="center" mt="sm">
            {children}
          </Group>
        </Stack>
      </Container>
    </>
  );
}
