import { Button, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { t } from '../../strings/index.ts';
import { useCommand } from '../hooks/use-command.ts';
import classes from './my-status.module.css';

const longest = 40;

/** Tells the others what one works on. What is typed stays until it is shared. */
export function MyStatus({ current }: { current: string }) {
  const [typed, setTyped] = useState<string | null>(null);
  const command = useCommand();
  const value = typed ?? current;
  const changed = typed !== null && typed.trim() !== current;

  async function share(): Promise<void> {
    if (await command('participant:setStatus', { status: value.trim() })) setTyped(null);
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (changed) void share();
  }

  return (
    <form onSubmit={submit} className={classes.form}>
      <TextInput
        size="md"
        aria-label={t.people.myStatus}
        placeholder={t.people.myStatus}
        maxLength={longest}
        value={value}
        onChange={(event) => setTyped(event.currentTarget.value)}
        className={classes.input ?? ''}
      />
      {changed && (
        <Button type="submit" variant="default" size="md">
          {t.people.setStatus}
        </Button>
      )}
    </form>
  );
}
