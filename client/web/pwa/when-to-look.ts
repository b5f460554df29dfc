import type { ConnectionState } from '../../sdk/index.ts';
import type { Readable } from '../../sdk/readable.ts';

const hourMs = 3_600_000;

/**
 * Calls `look` when a newer version may be out: the server was away and is back, the page is looked at again, or an hour
 * has passed. A room is open for days without a navigation, which is all that a browser looks at by itself.
 */
export function whenToLook(connection: Readable<ConnectionState>, look: () => void): void {
  let was = connection.getSnapshot().kind;
  connection.subscribe(() => {
    const { kind } = connection.getSnapshot();
    const before = was;
    was = kind;
    // The first connection of a page is no return: the page has just been loaded.
    if (kind === 'online' && before !== 'online' && before !== 'connecting') look();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') look();
  });
  setInterval(look, hourMs);
}
