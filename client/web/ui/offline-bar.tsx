import { useConnection } from '../../sdk/react/index.ts';
import { t } from '../strings/index.ts';
import classes from './offline-bar.module.css';

/** Under the header of pages outside the room, while the server is away. */
export function OfflineBar() {
  const connection = useConnection();
  const away = connection.kind === 'offline' || (connection.kind === 'reconnecting' && connection.attempt > 1);
  return <div role="status">{away && <div className={classes.bar}>{t.sessions.away}</div>}</div>;
}
