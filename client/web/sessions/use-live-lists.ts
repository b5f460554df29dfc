import { useEffect } from 'react';
import { client } from '../app/client.ts';
import { say } from '../ui/toast.ts';
import { publicSessionsChanged, sessionsChanged } from './session-lists.ts';

/** Keeps the lists in view up to date by what the server tells, and says who invited one. */
export function useLiveLists(): void {
  useEffect(() => {
    client.connect();
    return client.onNotification((notification) => {
      if (notification.type === 'PUBLIC_SESSIONS_CHANGED') return publicSessionsChanged();
      sessionsChanged();
      if (notification.type === 'SESSION_INVITE') say(notification.message);
    });
  }, []);

  // What was told while the connection was away is not told again.
  useEffect(() => {
    let wasOnline = client.connection.getSnapshot().kind === 'online';
    return client.connection.subscribe(() => {
      const isOnline = client.connection.getSnapshot().kind === 'online';
      if (isOnline && !wasOnline) sessionsChanged();
      wasOnline = isOnline;
    });
  }, []);
}
