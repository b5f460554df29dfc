import { useConnection } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import classes from './connection-mark.module.css';

/** How the room stands to the server, in a word. */
export function ConnectionMark({ live }: { live: boolean }) {
  const { kind } = useConnection();
  const catchingUp = kind === 'online' && !live;
  return (
    <span className={classes.mark} data-testid="connection-status" data-kind={catchingUp ? 'connecting' : kind}>
      {catchingUp ? t.connection.catchingUp : t.connection[kind]}
    </span>
  );
}
