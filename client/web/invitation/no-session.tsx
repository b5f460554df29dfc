import { Button, Container, Group, Stack, Text, Title } from '@mantine/core';
import type { Refusal } from '../../../server/protocol/errors.ts';
import { t } from '../strings/index.ts';
import { refusalText } from '../ui/refusal-text.ts';
import { TopBar } from '../ui/top-bar.tsx';
import classes from './join-card.module.css';

/** No session to show: gone, a cut-off link, or a server that cannot be reached. */
export function NoSession({ refusal, onBack }: { refusal: Refusal; onBack: () => void }) {
  const missing = refusal.code === 'NOT_FOUND' || refusal.code === 'VALIDATION_FAILED';
  return (
    <>
      <TopBar />
      <Container component="main" id="content" size="xs" className={classes.page}>
        <Stack ta="center" role="alert">
          <Title order={1} size="h2">
            {missing ? t.invitation.missing : t.joining.refusedTitle}
          </Title>
          <Text c="dimmed">{missing ? t.invitation.missingHint : refusalText(refusal)}</Text>
          <Group justify="center">
            {!missing && <Button onClick={() => location.reload()}>{t.common.retry}</Button>}
            <Button variant="default" onClick={onBack}>
              {t.invitation.back}
            </Button>
          </Group>
        </Stack>
      </Container>
    </>
  );
}
