import { VisuallyHidden } from '@mantine/core';
import { useCallback, useState } from 'react';
import type { GoalId } from '../../../../server/protocol/ids.ts';
import { useParticipants, type useSessionGoals } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { useHere } from '../room-context.ts';
import classes from './goal-list.module.css';
import { GoalRow } from './goal-row.tsx';
import { useReorder } from './use-reorder.ts';

type Goals = ReturnType<typeof useSessionGoals>;

/** The goals in their order, which the pointer and the arrow keys change. */
export function GoalList({ goals }: { goals: Goals }) {
  const { session } = useHere();
  const people = useParticipants(session);
  const { entries, move } = goals;
  const [said, setSaid] = useState('');

  const moveTo = useCallback(
    (goalId: GoalId, toIndex: number) => {
      const index = entries.findIndex(({ goal }) => goal.id === goalId);
      const title = entries[index]?.goal.title;
      if (title === undefined || toIndex === index || toIndex < 0 || toIndex >= entries.length) return;
      void move(goalId, toIndex);
      setSaid(t.goals.moved(title, toIndex + 1, entries.length));
    },
    [entries, move],
  );
  const { list, dragged, target, handleOf } = useReorder(entries, moveTo);

  return (
    <>
      <ul ref={list} className={classes.list} data-testid="goal-list" aria-label={t.goals.title}>
        {entries.map((entry, index) => (
          <GoalRow
            key={entry.goal.id}
            entry={entry}
            doneBy={nameOf(people, entry.goal.completedBy)}
            dragged={dragged === entry.goal.id}
            dropBefore={target === index}
            dropAfter={target === entries.length && index === entries.length - 1}
            handle={handleOf(entry.goal.id, index)}
            goals={goals}
          />
        ))}
      </ul>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </>
  );
}

function nameOf(people: ReturnType<typeof useParticipants>, userId: string | null): string | null {
  if (userId === null || !people) return null;
  const known = [...people.here, ...people.departed].find((one) => one.userId === userId);
  return known?.name ?? null;
}
