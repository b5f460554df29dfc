import { Button, Container, Paper, Stack, Text, Title } from '@mantine/core';
import { IconCalendar, IconUsers } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { SessionDetails } from '../../../server/protocol/rest/sessions.ts';
import { whenOf } from '../sessions/when.ts';
import { t } from '../strings/index.ts';
import { usePageTitle } from '../ui/page-title.ts';
import { TopBar } from '../ui/top-bar.tsx';
import classes from './join-card.module.css';

interface JoinCardProps {
  readonly session: SessionDetails;
  readonly onJoin: () => void;
}

/** Why nobody sits down any more. */
const overTexts = { COMPLETED: t.invitation.ended, CANCELLED: t.invitation.cancelled };

/** What somebody with a link sees before they sit down, or instead when they come too late. */
export function JoinCard({ session, onJoin }: JoinCardProps) {
  usePageTitle(session.title);
  const { status } = session;
  const over = status === 'COMPLETED' || status === 'CANCELLED' ? overTexts[status] : null;
  return (
    <>
      <TopBar />
      <Container component="main" id="content" size="xs" className={classes.page}>
        <Paper className={classes.card} shadow="md" withBorder>
          <Stack gap="sm">
            {over === null && (
              <Text size="sm" c="dimmed">
                {t.invitation.title}
              </Text>
            )}
            <Title order={1} size="h2">
              {session.title}
            </Title>
            {session.description && <Text className={classes.description}>{session.description}</Text>}
            <ul className={classes.facts}>
              {session.createdBy && <li>{t.sessions.by(session.createdBy.name)}</li>}
              <li>
                <IconCalendar size={16} aria-hidden="true" /> {whenOf(session)}
              </li>
              {over === null && (
                <li>
                  <IconUsers size={16} aria-hidden="true" />{' '}
                  {t.sessions.seats(session.participantCount, session.maxParticipants)}
                </li>
              )}
            </ul>
            {over !== null && (
              <>
                <Text fw={600} role="status">
                  {over}
                </Text>
                <Button
                  size="lg"
                  renderRoot={(props) => <Link to="/study-sessions" search={{ tab: 'browse' }} {...props} />}
                >
                  {t.invitation.others}
                </Button>
              </>
            )}
            {over === null && (
              <Button size="lg" onClick={onJoin}>
                {t.invitation.join}
              </Button>
            )}
            <Button component={Link} to="/study-sessions" variant="subtle" size="md">
              {t.invitation.back}
            </Button>
          </Stack>
        </Paper>
      </Container>
    </>
  );
}
