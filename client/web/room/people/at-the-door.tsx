import { Button, Group } from '@mantine/core';
import type { Waiting } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { useCommand } from '../hooks/use-command.ts';
import classes from './at-the-door.module.css';

/** Who knocks, for who may open. */
export function AtTheDoor({ waiting }: { waiting: readonly Waiting[] }) {
  const command = useCommand();
  if (waiting.length === 0) return null;
  return (
    <section className={classes.door} aria-label={t.people.waiting}>
      <h2>{t.people.waiting}</h2>
      <ul>
        {waiting.map(({ userId, name }) => (
          <li key={userId}>
            <span className={classes.name}>{name}</span>
            <Group gap={6}>
              <Button
                size="sm"
                className={classes.button ?? ''}
                aria-label={t.people.admit(name)}
                onClick={() => void command('room:admit', { userId })}
              >
                {t.people.admitShort}
              </Button>
              <Button
                size="sm"
                variant="default"
                className={classes.button ?? ''}
                aria-label={t.people.deny(name)}
                onClick={() => void command('room:deny', { userId })}
              >
                {t.people.denyShort}
              </Button>
            </Group>
          </li>
        ))}
      </ul>
    </section>
  );
}
