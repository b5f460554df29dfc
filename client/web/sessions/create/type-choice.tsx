import type { SessionType } from '../../../../server/protocol/room.ts';
import { sessionTypes } from '../../format/choices.ts';
import { t } from '../../strings/index.ts';
import classes from './type-choice.module.css';

export function TypeChoice({ value, onChange }: { value: SessionType; onChange: (type: SessionType) => void }) {
  return (
    <fieldset className={classes.set}>
      <legend>{t.create.type}</legend>
      {sessionTypes.map((type) => (
        <div key={type} className={classes.choice}>
          <input
            type="radio"
            name="type"
            id={`type-${type}`}
            value={type}
            checked={value === type}
            onChange={() => onChange(type)}
          />
          <label htmlFor={`type-${type}`} className={classes.words}>
            {t.types[type]}
            <span>{t.create.typeHints[type]}</span>
          </label>
        </div>
      ))}
    </fieldset>
  );
}
