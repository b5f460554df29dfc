import type { SessionId } from '../../../../server/protocol/ids.ts';
import { useReadable, useRoom } from '../../../sdk/react/index.ts';
import { writable } from '../../../sdk/readable.ts';
import { recall, remember } from '../../app/storage.ts';
import { useHere } from '../room-context.ts';

const key = 'carrel.focusLeft';

/** The last session whose focus this person has left, for as long as that session goes on. */
const left = writable(recall(key));

/** How the room's focus mode stands to this person; both false where there is none. */
export function useRoomFocus(): { readonly kept: boolean; readonly refused: boolean } {
  const { session, sessionId } = useHere();
  const on = useRoom(session, (room) => room.settings.focusMode ?? false) ?? false;
  const refused = useReadable(left) === sessionId;
  return { kept: on && !refused, refused: on && refused };
}

/** Null: goes back into it. */
export function leaveFocus(sessionId: SessionId | null): void {
  remember(key, sessionId);
  left.set(sessionId);
}
