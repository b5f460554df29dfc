import { Button, Text } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { Refusal } from '../../../server/protocol/errors.ts';
import type { SessionDetails } from '../../../server/protocol/rest/sessions.ts';
import { client } from '../app/client.ts';
import { moment } from '../format/moment.ts';
import { sessionDetails } from '../sessions/session-lists.ts';
import { t } from '../strings/index.ts';
import { Notice } from '../ui/notice.tsx';
import { refusalText } from '../ui/refusal-text.ts';
import classes from './session-summary.module.css';

type Making = 'no' | 'pending' | 'done';

/** What a language model made of the session, if it was asked; hosts ask it here, and are told what it gets. */
export function SessionSummary({ session }: { session: SessionDetails }) {
  const queries = useQueryClient();
  const [making, setMaking] = useState<Making>('no');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [headingId, sentId] = [useId(), useId()];
  const { id, aiSummary, canSummarise = false } = session;
  if (aiSummary === undefined && !canSummarise) return null;

  async function make(): Promise<void> {
    setMaking('pending');
    setRefusal(null);
    const answer = await client.api.sessions.summarise(id);
    setMaking(answer.ok ? 'done' : 'no');
    if (answer.ok) queries.setQueryData(sessionDetails(id).queryKey, answer.value.session);
    else setRefusal(answer.refusal);
  }

  return (
    <section className={classes.summary} aria-labelledby={headingId}>
      <h2 id={headingId}>{t.summary.title}</h2>
      {aiSummary !== undefined && <Words session={session} text={aiSummary} />}
      {canSummarise && (
        <>
          <Text id={sentId} size="sm" c="dimmed">
            {t.summary.sent}
          </Text>
          <Button
            variant="default"
            size="md"
            leftSection={<IconSparkles size={18} />}
            loading={making === 'pending'}
            aria-describedby={sentId}
            onClick={() => void make()}
          >
            {aiSummary === undefined ? t.summary.make : t.summary.again}
          </Button>
          <Text size="sm" role="status" className={classes.said}>
            {t.summary.making[making]}
          </Text>
          {refusal && <Notice>{refusal.code === 'UNAVAILABLE' ? t.summary.failed : refusalText(refusal)}</Notice>}
        </>
      )}
    </section>
  );
}

function Words({ session, text }: { session: SessionDetails; text: string }) {
  const { aiKeyPoints = [], aiTodos = [], aiSummaryAt } = session;
  return (
    <>
      <p className={classes.text}>{text}</p>
      <Lines title={t.summary.keyPoints} lines={aiKeyPoints} />
      <Lines title={t.summary.todos} lines={aiTodos} />
      {aiSummaryAt !== undefined && (
        <Text size="sm" c="dimmed">
          {t.summary.made(moment(aiSummaryAt))}
        </Text>
      )}
    </>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul>
        {lines.map((line, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a model may say the same twice, and nothing moves
          <li key={index}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
