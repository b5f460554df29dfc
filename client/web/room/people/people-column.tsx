import { useParticipants } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { useHere } from '../room-context.ts';
import { AtTheDoor } from './at-the-door.tsx';
import { HandButton } from './hand-button.tsx';
import { HereList } from './here-list.tsx';
import classes from './people-column.module.css';

/** On the left of a wide screen: who is here, compact. */
export function PeopleColumn() {
  const { session } = useHere();
  const people = useParticipants(session);
  if (!people) return null;
  return (
    <aside className={classes.column} aria-label={t.people.title}>
      <div className={classes.scroll}>
        {people.mayHost && <AtTheDoor waiting={people.waiting} />}
        <HereList people={people} marked />
      </div>
      <div className={classes.foot}>
        <HandButton raised={people.self?.handRaisedAt != null} />
      </div>
    </aside>
  );
}
