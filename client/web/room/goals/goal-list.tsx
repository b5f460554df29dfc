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
  const { entries, move, complete, reopen, update, remove, retry, discard } = goals;
  const [said, setSaid] = useState('');

  const moveTo = useCallback(
    (goalId: GoalId, toIndex: number) => {
      // Read when it is needed: what the rows are given stays the same while other goals change.
      const { entries } = session.goals.getSnapshot();
      const index = entries.findIndex(({ goal }) => goal.id === goalId);
      const title = entries[index]?.goal.title;
      if (title === undefined || toIndex === index || toIndex < 0 || toIndex >= entries.length) return;
      void move(goalId, toIndex);
      setSaid(t.goals.moved(title, toIndex + 1, entries.length));
    },
    [session, move],
  );
  const { list, dragged, target, handle } = useReorder(moveTo);

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
            handle={handle}
            onComplete={complete}
            onReopen={reopen}
            onUpdate={update}
            onRemove={remove}
            onRetry={retry}
            onDiscard={discard}
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
