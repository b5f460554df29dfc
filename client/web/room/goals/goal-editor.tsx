import { Button, Group, Textarea, TextInput } from '@mantine/core';
import { useState, type KeyboardEvent, type SubmitEvent } from 'react';
import type { Goal } from '../../../../server/protocol/room.ts';
import { t } from '../../strings/index.ts';
import classes from './goal-editor.module.css';

interface GoalEditorProps {
  readonly goal: Goal;
  readonly onSave: (change: { title: string; description: string }) => void;
  readonly onRemove: () => void;
  readonly onClose: () => void;
}

export function GoalEditor({ goal, onSave, onRemove, onClose }: GoalEditorProps) {
  const [title, setTitle] = useState(goal.title);
  const [description, setDescription] = useState(goal.description);
  const changed = title.trim() !== goal.title || description.trim() !== goal.description;

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (title.trim() === '') return;
    if (changed) onSave({ title: title.trim(), description: description.trim() });
    onClose();
  }

  const escape = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
  };

  return (
    <form onSubmit={submit} className={classes.form} data-layer>
      <TextInput
        size="md"
        aria-label={t.goals.name}
        maxLength={200}
        value={title}
        // Asked for by a click on "Edit": this is where one goes on.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        onKeyDown={escape}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Textarea
        aria-label={t.goals.description}
        placeholder={t.goals.description}
        rows={2}
        maxLength={500}
        value={description}
        onKeyDown={escape}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      <Group gap={6}>
        <Button type="submit" size="sm">
          {t.common.save}
        </Button>
        <Button size="sm" variant="subtle" onClick={onClose}>
          {t.common.cancel}
        </Button>
        <Button size="sm" variant="subtle" ms="auto" aria-label={t.goals.remove(goal.title)} onClick={onRemove}>
          {t.common.delete}
        </Button>
      </Group>
    </form>
  );
}
