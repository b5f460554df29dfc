import { Text } from '@mantine/core';
import { memo } from 'react';
import type { Participant } from '../../../../server/protocol/room.ts';
import { useParticipants } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { Face } from '../../ui/face.tsx';
import { useHere } from '../room-context.ts';
import { MyStatus } from './my-status.tsx';
import classes from './others-work.module.css';

/** What everybody is at, by what they said. */
export function OthersWork() {
  const { session, selfId } = useHere();
  const people = useParticipants(session);
  const others = people?.here.filter(({ userId, mood }) => userId !== selfId && mood.status !== '') ?? [];
  return (
    <section className={classes.work} aria-label={t.people.working}>
      <h2 className={classes.heading}>{t.people.working}</h2>
      <MyStatus current={people?.self?.mood.status ?? ''} />
      {others.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t.people.workingAlone}
        </Text>
      ) : (
        <ul className={classes.list}>
          {others.map((one) => (
            <Work key={one.userId} person={one} />
          ))}
        </ul>
      )}
    </section>
  );
}

const Work = memo(function Work({ person }: { person: Participant }) {
  const { userId, name, mood } = person;
  return (
    <li>
      <Face id={userId} name={name} color={person.avatarColor} size={28} />
      <span>
        <strong>{name}</strong>
        <span>{mood.status}</span>
      </span>
    </li>
  );
});
