import classes from './wordmark.module.css';
import { t } from '../strings/index.ts';

/** The desk under its arch, with the lamp on. */
export function Wordmark() {
  return (
    <span className={classes.mark}>
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
        <path
          d="M5 25h22M9 25V14a7 7 0 0 1 14 0v11"
          fill="none"
          className={classes.arch}
          strokeWidth="2.4"
          strokeLinecap="round"
        />
        <circle cx="16" cy="17" r="3.4" className={classes.lamp} />
      </svg>
      {t.app}
    </span>
  );
}
