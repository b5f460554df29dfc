import { ActionIcon, Badge, Button, Group, Menu, Paper, Text } from '@mantine/core';
import { IconCalendar, IconDots, IconInfoCircle, IconTrash, IconUsers, IconWorld, IconLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { usePerson } from '../app/identity.ts';
import type { SessionsTab } from './tabs.ts';
import { t } from '../strings/index.ts';
import { CancelSession } from './cancel-session.tsx';
import { PastFacts } from './past-facts.tsx';
import classes from './session-card.module.css';
import type { ListedSession } from './session-lists.ts';
import { whenOf } from './when.ts';

const DetailsDialog = lazy(() => import('./details-dialog.tsx'));

export function SessionCard({ session, tab }: { session: ListedSession; tab: SessionsTab }) {
  const person = usePerson();
  const [open, setOpen] = useState<'details' | 'cancel' | null>(null);
  const own = session.createdBy?.id === person.id;
  const over = session.status === 'COMPLETED' || session.status === 'CANCELLED';
  const close = () => setOpen(null);
  const about = [session.subject, own ? null : t.sessions.by(session.createdBy?.name ?? t.common.someone)]
    .filter(Boolean)
    .join(' · ');
  const action = over || own ? t.sessions.open : t.sessions.join;

  return (
    <Paper component="li" className={classes.card} shadow="xs" withBorder>
      <Group justify="space-between" wrap="nowrap" align="start" gap="xs">
        <Badge variant="light" className={classes.status} data-status={session.status}>
          {t.statuses[session.status]}
        </Badge>
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <ActionIcon variant="subtle" size={44} className={classes.more} aria-label={t.sessions.more(session.title)}>
              <IconDots size={20} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconInfoCircle size={18} />} onClick={() => setOpen('details')}>
              {t.sessions.details}
            </Menu.Item>
            {own && session.status === 'SCHEDULED' && (
              <Menu.Item data-grave leftSection={<IconTrash size={18} />} onClick={() => setOpen('cancel')}>
                {t.sessions.cancel}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </Group>
      <Text component="h2" className={classes.title} lineClamp={2}>
        {session.title}
      </Text>
      {about && (
        <Text size="sm" c="dimmed" lineClamp={1}>
          {about}
        </Text>
      )}
      {session.tags.length > 0 && (
        <Text size="xs" c="dimmed" lineClamp={1}>
          {session.tags.map((tag) => `#${tag}`).join('  ')}
        </Text>
      )}
      <div className={classes.facts}>
        <span>
          <IconCalendar size={16} aria-hidden="true" /> {whenOf(session)}
        </span>
        {tab === 'past' ? (
          <PastFacts session={session} />
        ) : (
          <>
            <span aria-label={t.sessions.seatsLabel(session.participantCount, session.maxParticipants)} role="img">
              <IconUsers size={16} aria-hidden="true" />{' '}
              {t.sessions.seats(session.participantCount, session.maxParticipants)}
            </span>
            <span>
              {session.isPublic ? (
                <IconWorld size={16} aria-hidden="true" />
              ) : (
                <IconLock size={16} aria-hidden="true" />
              )}{' '}
              {session.isPublic ? t.sessions.public : t.sessions.private}
            </span>
          </>
        )}
      </div>
      <Button
        component={Link}
        to={`/study-sessions/${session.id}`}
        variant={session.status === 'ACTIVE' ? 'filled' : 'default'}
        size="md"
        mt="auto"
        fullWidth
        aria-label={t.sessions.named(action, session.title)}
      >
        {action}
      </Button>
      <CancelSession session={session} opened={open === 'cancel'} onClose={close} />
      {open === 'details' && (
        <Suspense fallback={null}>
          <DetailsDialog session={session} onClose={close} />
        </Suspense>
      )}
    </Paper>
  );
}
