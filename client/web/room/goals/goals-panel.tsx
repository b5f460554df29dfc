import { Progress, Text } from '@mantine/core';
import { IconTargetArrow } from '@tabler/icons-react';
import { useSessionGoals } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ItemFailure } from '../item-failure.tsx';
import { useHere } from '../room-context.ts';
import { GoalForm } from './goal-form.tsx';
import { GoalList } from './goal-list.tsx';
import classes from './goals-panel.module.css';

export function GoalsPanel() {
  const { session } = useHere();
  const goals = useSessionGoals(session);
  const { entries, completed, stray } = goals;
  return (
    <section className={classes.goals} aria-label={t.goals.title}>
      <header className={classes.head}>
        <h2>{t.goals.title}</h2>
        {entries.length > 0 && (
          <Text size="sm" c="dimmed" className="tabular">
            {t.goals.progress(completed, entries.length)}
          </Text>
        )}
      </header>
      {entries.length > 0 && (
        <Progress
          value={(completed / entries.length) * 100}
          size={6}
          color="var(--phase-short-break-line)"
          aria-hidden
        />
      )}
      <GoalForm onAdd={goals.add} />
      {entries.length === 0 && <EmptyState words={t.goals.empty} icon={<IconTargetArrow size={22} />} />}
      <GoalList goals={goals} />
      {stray.map(({ commandId, refusal }) => (
        <ItemFailure
          key={commandId}
          delivery={{ kind: 'failed', commandId, refusal }}
          label={t.goals.stray}
          onRetry={goals.retry}
          onDiscard={goals.discard}
        />
      ))}
    </section>
  );
}
