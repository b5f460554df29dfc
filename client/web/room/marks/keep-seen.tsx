import { useEffect } from 'react';
import { useRoom } from '../../../sdk/react/index.ts';
import { isShown } from '../layout/shown-side-panel.ts';
import { useHere, useRoomUi } from '../room-context.ts';
import { handsUpIn } from './seen.ts';

/** Notes what is in view as seen. Shows nothing, and renders for itself alone. */
export function KeepSeen() {
  const { session, selfId, seen } = useHere();
  const ui = useRoomUi();
  const chatShown = isShown(ui, 'chat');
  // On a desktop the column on the left has everybody, always.
  const peopleShown = ui.screen === 'desktop' || isShown(ui, 'people');
  const lastHandAt = useRoom(session, (room) => Math.max(0, ...handsUpIn(room, selfId))) ?? 0;

  useEffect(() => {
    const note = () => {
      const { total } = session.chat.getSnapshot();
      const now = seen.getSnapshot();
      // There are fewer only where some were lost with their store.
      const all = chatShown || now.messages === null || total < now.messages;
      if (all && now.messages !== total) seen.set({ ...now, messages: total });
    };
    note();
    return session.chat.subscribe(note);
  }, [session, seen, chatShown]);

  useEffect(() => {
    const now = seen.getSnapshot();
    if (peopleShown && lastHandAt > now.handAt) seen.set({ ...now, handAt: lastHandAt });
  }, [seen, peopleShown, lastHandAt]);
  return null;
}
