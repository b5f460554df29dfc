import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { t } from '../strings/index.ts';
import classes from './failure-pages.module.css';

/** A page's code that cannot be loaded is most likely gone: a newer version was deployed. */
const isMissingCode = (error: unknown): boolean =>
  error instanceof Error && /dynamically imported module|module script|preload/i.test(error.message);

export function PageFailure({ error }: ErrorComponentProps) {
  return (
    <Stack component="main" className={classes.page} role="alert">
      <Title order={1} size="h2">
        {t.failure.title}
      </Title>
      <Text c="dimmed">{isMissingCode(error) ? t.failure.chunk : t.failure.text}</Text>
      <Group justify="center">
        <Button onClick={() => location.reload()}>{t.common.reload}</Button>
        <Button component="a" href="/study-sessions" variant="default">
          {t.failure.home}
        </Button>
      </Group>
    </Stack>
  );
}

export function NotFound() {
  return (
    <Stack component="main" className={classes.page}>
      <Title order={1} size="h2">
        {t.failure.notFound}
      </Title>
      <Text c="dimmed">{t.failure.notFoundText}</Text>
      <Group justify="center">
        <Button component={Link} to="/study-sessions">
          {t.failure.home}
        </Button>
      </Group>
    </Stack>
  );
}
