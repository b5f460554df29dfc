import { Button, Container, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { SessionId } from '../../../server/protocol/ids.ts';
import type { PastSession } from '../../../server/protocol/rest/sessions.ts';
import type { SessionHandle } from '../../sdk/index.ts';
import { client } from '../app/client.ts';
import { valueOf } from '../app/queries.ts';
import { inWords } from '../format/duration.ts';
import { Recordings } from '../recordings/recordings.tsx';
import { sessionDetails } from '../sessions/session-lists.ts';
import { t } from '../strings/index.ts';
import { usePageTitle } from '../ui/page-title.ts';
import { TopBar } from '../ui/top-bar.tsx';
import classes from './ended-page.module.css';
import { GoalSummary } from './goal-summary.tsx';
import { SessionSummary } from './session-summary.tsx';
import { Unsent } from './unsent.tsx';

/** Counting follows the end of a session by a moment: asked again until it is there, or a while has passed. */
const countedAgainMs = 1_500;
const mostAsked = 8;

interface EndedPageProps {
  readonly sessionId: SessionId;
  /** The seat one had when it ended, if one was there. */
  readonly session?: SessionHandle | null;
}

/** What came of a session that is over. */
export default function EndedPage({ sessionId, session = null }: EndedPageProps) {
  const { data } = useQuery(sessionDetails(sessionId));
  const { data: past } = useQuery(pastSession(sessionId));
  const analytics = past?.analytics ?? null;
  const title = data?.title ?? past?.title ?? '';
  usePageTitle(title || t.ending.title);

  const facts: readonly (readonly [label: string, value: string | null])[] = [
    [t.ending.duration, data?.durationMinutes == null ? null : inWords(data.durationMinutes * 60_000)],
    [t.ending.focus, analytics && inWords(analytics.focusMs)],
    [t.ending.mine, analytics && inWords(analytics.mine?.focusMs ?? 0)],
    [t.ending.goals, analytics && `${analytics.goalsCompleted} / ${analytics.goalsTotal}`],
    [t.ending.people, analytics && String(analytics.totalParticipants)],
    [t.ending.messages, analytics && String(analytics.totalMessages)],
  ];

  return (
    <>
      <TopBar />
      <Container component="main" id="content" size="sm" className={classes.page}>
        <Title order={1} size="h2">
          {t.ending.title}
        </Title>
        <Text c="dimmed">{title === '' ? '' : t.ending.ended(title)}</Text>
        <dl className={classes.facts}>
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd className="tabular">{value ?? <span className={classes.counting}>{t.ending.counting}</span>}</dd>
            </div>
          ))}
        </dl>
        {data && data.goals.length > 0 && <GoalSummary goals={data.goals} />}
        {data && <SessionSummary session={data} />}
        {data && <Recordings session={data} />}
        {session && <Unsent session={session} />}
        <Button component={Link} to="/study-sessions" size="md" mt="sm">
          {t.ending.back}
        </Button>
      </Container>
    </>
  );
}

function pastSession(sessionId: SessionId) {
  return {
    queryKey: ['sessions', 'past', sessionId],
    queryFn: async (): Promise<PastSession | null> => {
      const { sessions } = await valueOf(client.api.sessions.history({ limit: 20 }));
      return sessions.find(({ id }) => id === sessionId) ?? null;
    },
    refetchInterval: (query: { state: { data?: PastSession | null | undefined; dataUpdateCount: number } }) =>
      query.state.data?.analytics || query.state.dataUpdateCount >= mostAsked ? false : countedAgainMs,
  };
}
