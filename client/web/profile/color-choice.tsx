import { faceColors, shownFaceColor } from '../ui/face-colors.ts';
import { t } from '../strings/index.ts';
import classes from './color-choice.module.css';

export function ColorChoice({ value, onChange }: { value: string; onChange: (color: string) => void }) {
  return (
    <fieldset className={classes.set}>
      <legend>{t.profile.color}</legend>
      {faceColors.map((color, index) => (
        <label key={color} className={classes.choice}>
          <input
            type="radio"
            name="avatar-color"
            aria-label={t.profile.colorName(index + 1)}
            checked={color === value}
            onChange={() => onChange(color)}
          />
          <span style={{ backgroundColor: shownFaceColor(color) }} />
        </label>
      ))}
    </fieldset>
  );
}
