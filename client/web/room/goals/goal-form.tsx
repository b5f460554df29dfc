import { ActionIcon, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useEffect, useState, type SubmitEvent } from 'react';
import { t } from '../../strings/index.ts';
import { draftOf, keepDraft } from '../drafts.ts';
import { useHere } from '../room-context.ts';
import classes from './goal-form.module.css';

export function GoalForm({ onAdd }: { onAdd: (title: string) => unknown }) {
  const { sessionId } = useHere();
  const [title, setTitle] = useState(() => draftOf('goal', sessionId));
  useEffect(() => keepDraft('goal', sessionId, title), [sessionId, title]);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (title.trim() === '') return;
    onAdd(title.trim());
    setTitle('');
  }

  return (
    <form onSubmit={submit} className={classes.form}>
      <TextInput
        data-testid="goal-input"
        size="md"
        aria-label={t.goals.add}
        placeholder={t.goals.add}
        maxLength={200}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
        className={classes.input ?? ''}
      />
      <ActionIcon type="submit" variant="default" size={44} aria-label={t.goals.addButton}>
        <IconPlus size={20} />
      </ActionIcon>
    </form>
  );
}
