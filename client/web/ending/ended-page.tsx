import { Button, Container, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { SessionId } from '../../../server/protocol/ids.ts';
import type { SessionHandle } from '../../sdk/index.ts';
import { inWords } from '../format/duration.ts';
import { Recordings } from '../recordings/recordings.tsx';
import { t } from '../strings/index.ts';
import { Notice } from '../ui/notice.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { refusalText } from '../ui/refusal-text.ts';
import { TopBar } from '../ui/top-bar.tsx';
import classes from './ended-page.module.css';
import { GoalSummary } from './goal-summary.tsx';
import { SessionSummary } from './session-summary.tsx';
import { Unsent } from './unsent.tsx';
import { useCounted } from './use-counted.ts';

interface EndedPageProps {
  readonly sessionId: SessionId;
  /** The seat one had when it ended, if one was there. */
  readonly session?: SessionHandle | null;
}

/** What came of a session that is over. */
export default function EndedPage({ sessionId, session = null }: EndedPageProps) {
  const { session: data, counting, askAgain } = useCounted(sessionId);
  const analytics = data?.analytics ?? null;
  const title = data?.title ?? '';
  const unknown = counting.kind === 'counting' ? t.ending.counting : t.ending.uncounted;
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
              <dd className="tabular">{value ?? <span className={classes.counting}>{unknown}</span>}</dd>
            </div>
          ))}
        </dl>
        {(counting.kind === 'failed' || counting.kind === 'late') && (
          <Notice onRetry={askAgain}>
            {counting.kind === 'late' ? t.ending.countingLate : t.ending.failed(refusalText(counting.refusal))}
          </Notice>
        )}
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
