import { ActionIcon, Checkbox } from '@mantine/core';
import { IconGripVertical, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import type { GoalEntry } from '../../../sdk/index.ts';
import type { useSessionGoals } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { ItemFailure } from '../item-failure.tsx';
import { GoalEditor } from './goal-editor.tsx';
import classes from './goal-row.module.css';
import type { Handle } from './use-reorder.ts';

interface GoalRowProps {
  readonly entry: GoalEntry;
  readonly doneBy: string | null;
  readonly dragged: boolean;
  readonly dropBefore: boolean;
  readonly dropAfter: boolean;
  readonly handle: Handle;
  readonly goals: ReturnType<typeof useSessionGoals>;
}

export function GoalRow({ entry, doneBy, dragged, dropBefore, dropAfter, handle, goals }: GoalRowProps) {
  const { goal, delivery } = entry;
  const [editing, setEditing] = useState(false);

  if (editing) {
    return (
      <li className={classes.row}>
        <GoalEditor
          goal={goal}
          onSave={(change) => void goals.update(goal.id, change)}
          onRemove={() => void goals.remove(goal.id)}
          onClose={() => setEditing(false)}
        />
      </li>
    );
  }
  return (
    <li
      className={classes.row}
      data-dragged={dragged || undefined}
      data-drop={dropBefore ? 'before' : dropAfter ? 'after' : undefined}
      data-pending={delivery.kind === 'pending' || undefined}
    >
      <div className={classes.line}>
        <Checkbox
          size="md"
          className={classes.check ?? ''}
          checked={goal.isCompleted}
          aria-label={t.goals.complete(goal.title)}
          onChange={(event) => void (event.currentTarget.checked ? goals.complete(goal.id) : goals.reopen(goal.id))}
        />
        <span className={classes.words} data-done={goal.isCompleted || undefined} dir="auto">
          <span>{goal.title}</span>
          {goal.description !== '' && <small>{goal.description}</small>}
          {doneBy !== null && <small>{t.goals.by(doneBy)}</small>}
        </span>
        <span className={classes.actions}>
          <ActionIcon variant="subtle" size={40} aria-label={t.goals.edit(goal.title)} onClick={() => setEditing(true)}>
            <IconPencil size={16} />
          </ActionIcon>
          <ActionIcon
            {...handle}
            variant="subtle"
            size={40}
            className={classes.handle ?? ''}
            aria-label={t.goals.move(goal.title)}
            title={t.goals.moveHint}
          >
            <IconGripVertical size={16} />
          </ActionIcon>
        </span>
      </div>
      {delivery.kind === 'failed' && (
        <ItemFailure delivery={delivery} label={t.goals.failed} onRetry={goals.retry} onDiscard={goals.discard} />
      )}
    </li>
  );
}
