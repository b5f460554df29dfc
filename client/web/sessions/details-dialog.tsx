import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { refusalOf } from '../app/queries.ts';
import { Recordings } from '../recordings/recordings.tsx';
import { moment } from '../format/moment.ts';
import { t } from '../strings/index.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Face } from '../ui/face.tsx';
import { Notice } from '../ui/notice.tsx';
import { refusalText } from '../ui/refusal-text.ts';
import classes from './details-dialog.module.css';
import { sessionDetails, type ListedSession } from './session-lists.ts';
import { whenAndWhat } from './when.ts';

/** Everything about a session that fits no card; who takes part and the goals show to its members. */
export default function DetailsDialog({ session, onClose }: { session: ListedSession; onClose: () => void }) {
  const { data, error, refetch } = useQuery(sessionDetails(session.id));
  const [kind, at] = whenAndWhat(session);
  const rows: readonly (readonly [label: string, value: string | null])[] = [
    [t.sessions.status, t.statuses[session.status]],
    [t.sessions.type, t.types[session.type]],
    [t.sessions.subject, session.subject],
    [t.create.tags, session.tags.join(', ')],
    [t.sessions.whenLabels[kind], moment(at)],
    [t.create.seats, t.sessions.seats(session.participantCount, session.maxParticipants)],
  ];
  return (
    <Dialog onClose={onClose} title={session.title} size="lg">
      <Stack>
        {session.description && <Text className={classes.description}>{session.description}</Text>}
        <dl className={classes.rows}>
          {rows.map(([label, value]) =>
            value ? (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ) : null,
          )}
        </dl>
        {error && !data && (
          <Notice onRetry={() => void refetch()}>{t.sessions.detailsFailed(refusalText(refusalOf(error)))}</Notice>
        )}
        {data && data.participants.length > 0 && (
          <section aria-label={t.people.title}>
            <ul className={classes.people}>
              {data.participants.map((one) => (
                <li key={one.userId}>
                  <Face id={one.userId} name={one.name} color={one.avatarColor} size={28} /> {one.name}
                </li>
              ))}
            </ul>
          </section>
        )}
        {data && data.goals.length > 0 && (
          <section aria-label={t.goals.title}>
            <Text fw={600}>{t.goals.title}</Text>
            <ul className={classes.goals}>
              {data.goals.map((goal) => (
                <li key={goal.id} data-done={goal.isCompleted || undefined}>
                  {goal.title}
                </li>
              ))}
            </ul>
          </section>
        )}
        {data && <Recordings session={data} />}
        <Group justify="flex-end">
          <Button component={Link} to={`/study-sessions/${session.id}`} size="md">
            {t.sessions.open}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
