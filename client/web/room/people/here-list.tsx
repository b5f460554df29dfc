import { Text } from '@mantine/core';
import type { Participants } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { useHere } from '../room-context.ts';
import classes from './here-list.module.css';
import { PersonRow } from './person-row.tsx';

interface HereListProps {
  readonly people: Participants;
  /** The one list of this page that checks may look for. */
  readonly marked?: boolean;
}

/** Who is in the room, raised hands first in the order they were raised, so that a host sees whose turn it is. */
export function HereList({ people, marked = false }: HereListProps) {
  const { selfId } = useHere();
  const { here, mayHost } = people;
  const byHost = people.self?.role === 'HOST';
  const raised = here
    .filter((one) => one.handRaisedAt !== null)
    .toSorted((a, b) => (a.handRaisedAt ?? 0) - (b.handRaisedAt ?? 0));
  const others = here.filter((one) => one.handRaisedAt === null);
  return (
    <section className={classes.here} {...(marked ? { 'data-testid': 'participant-list' } : {})}>
      <h2 className={classes.heading}>{t.count.participants(here.length)}</h2>
      <ul className={classes.list}>
        {[...raised, ...others].map((one) => (
          <PersonRow key={one.userId} person={one} self={one.userId === selfId} mayHost={mayHost} byHost={byHost} />
        ))}
      </ul>
      {here.length === 1 && (
        <Text size="sm" c="dimmed" px="md">
          {t.people.alone}
        </Text>
      )}
    </section>
  );
}
