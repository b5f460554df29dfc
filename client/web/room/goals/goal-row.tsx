import { ActionIcon, Checkbox } from '@mantine/core';
import { IconGripVertical, IconPencil } from '@tabler/icons-react';
import { memo, useId, useState } from 'react';
import type { GoalEntry } from '../../../sdk/index.ts';
import type { useSessionGoals } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { ItemFailure } from '../item-failure.tsx';
import { GoalEditor } from './goal-editor.tsx';
import classes from './goal-row.module.css';
import type { Handle } from './use-reorder.ts';

type Goals = ReturnType<typeof useSessionGoals>;
interface GoalRowProps {
  readonly entry: GoalEntry;
  readonly doneBy: string | null;
  readonly dragged: boolean;
  readonly dropBefore: boolean;
  readonly dropAfter: boolean;
  readonly handle: Handle;
  readonly onComplete: Goals['complete'];
  readonly onReopen: Goals['reopen'];
  readonly onUpdate: Goals['update'];
  readonly onRemove: Goals['remove'];
  readonly onRetry: Goals['retry'];
  readonly onDiscard: Goals['discard'];
}

/** One goal. Drawn anew only when itself has changed. */
export const GoalRow = memo(function GoalRow(props: GoalRowProps) {
  const { entry, doneBy, dragged, dropBefore, dropAfter, handle } = props;
  const { onComplete, onReopen, onUpdate, onRemove, onRetry, onDiscard } = props;
  const { goal, delivery } = entry;
  const [editing, setEditing] = useState(false);
  const checkId = useId();

  if (editing) {
    return (
      <li className={classes.row}>
        <GoalEditor
          goal={goal}
          onSave={(change) => void onUpdate(goal.id, change)}
          onRemove={() => void onRemove(goal.id)}
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
          id={checkId}
          size="md"
          className={classes.check ?? ''}
          checked={goal.isCompleted}
          aria-label={t.goals.complete(goal.title)}
          onChange={(event) => void (event.currentTarget.checked ? onComplete(goal.id) : onReopen(goal.id))}
        />
        <label htmlFor={checkId} className={classes.words} data-done={goal.isCompleted || undefined} dir="auto">
          <span>{goal.title}</span>
          {goal.description !== '' && <small>{goal.description}</small>}
          {doneBy !== null && <small>{t.goals.by(doneBy)}</small>}
        </label>
        <span className={classes.actions}>
          <ActionIcon variant="subtle" size={44} aria-label={t.goals.edit(goal.title)} onClick={() => setEditing(true)}>
            <IconPencil size={16} />
          </ActionIcon>
          <ActionIcon
            {...handle}
            data-handle={goal.id}
            variant="subtle"
            size={44}
            className={classes.handle ?? ''}
            aria-label={t.goals.move(goal.title)}
            title={t.goals.moveHint}
          >
            <IconGripVertical size={16} />
          </ActionIcon>
        </span>
      </div>
      {delivery.kind === 'failed' && (
        <ItemFailure delivery={delivery} label={t.goals.failed} onRetry={onRetry} onDiscard={onDiscard} />
      )}
    </li>
  );
});
