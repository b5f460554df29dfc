import { Button } from '@mantine/core';
import type { Participant } from '../../../../server/protocol/room.ts';
import { useParticipants } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { Face } from '../../ui/face.tsx';
import { useCommand } from '../hooks/use-command.ts';
import { useHere, useRoomUi } from '../room-context.ts';
import { AtTheDoor } from './at-the-door.tsx';
import { HandButton } from './hand-button.tsx';
import { HereList } from './here-list.tsx';
import classes from './roster.module.css';

/** Everybody the room knows: at the door, here, invited, gone, removed. */
export function Roster() {
  const { session } = useHere();
  const { screen } = useRoomUi();
  const people = useParticipants(session);
  const command = useCommand();
  if (!people) return null;
  const { mayHost, self, waiting, invited, departed, removed } = people;
  // On a desktop the column on the left has the door, the hand and the mark.
  const alone = screen !== 'desktop';
  return (
    <section className={classes.roster} aria-label={t.people.title}>
      {alone && mayHost && <AtTheDoor waiting={waiting} />}
      <HereList people={people} marked={alone} />
      {alone && (
        <div className={classes.hand}>
          <HandButton raised={self?.handRaisedAt != null} />
        </div>
      )}
      <Others title={t.people.invited} people={invited} />
      <Others title={t.people.departed} people={departed} />
      <Others
        title={t.people.removed}
        people={removed}
        {...(mayHost
          ? { action: t.people.readmit, onAction: (one) => void command('participant:readmit', { userId: one.userId }) }
          : {})}
      />
    </section>
  );
}

interface OthersProps {
  readonly title: string;
  readonly people: readonly Participant[];
  readonly action?: string;
  readonly onAction?: (person: Participant) => void;
}

function Others({ title, people, action, onAction }: OthersProps) {
  if (people.length === 0) return null;
  return (
    <div className={classes.others}>
      <h3>{title}</h3>
      <ul>
        {people.map((one) => (
          <li key={one.userId}>
            <Face id={one.userId} name={one.name} color={one.avatarColor} size={28} />
            <span>{one.name}</span>
            {onAction && (
              <Button size="sm" variant="default" aria-label={`${action}: ${one.name}`} onClick={() => onAction(one)}>
                {action}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
