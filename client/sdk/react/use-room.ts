import type { RoomState } from '../../../server/protocol/room.ts';
import type { SessionHandle } from '../session/session-handle.ts';
import type { Self, SessionState } from '../session/session-state.ts';
import { useSelected } from './use-selected.ts';

/** A part of the room, as last seen; null while there is no room. */
export function useRoom<Part>(
  session: SessionHandle | null,
  select: (room: RoomState) => Part,
  equal: (before: Part, next: Part) => boolean = Object.is,
): Part | null {
  return useSelected<SessionState, Part | null>(
    session?.state ?? null,
    (state) => {
      const room = roomIn(state);
      return room && select(room);
    },
    (before, next) => (before !== null && next !== null ? equal(before, next) : Object.is(before, next)),
  );
}

/** Who this client is in the room; null while it is not in it. */
export function useSelf(session: SessionHandle | null): Self | null {
  return useSelected(session?.state ?? null, (state) => (state.kind === 'ready' ? state.self : null));
}

function roomIn(state: SessionState): RoomState | null {
  switch (state.kind) {
    case 'joining':
    case 'waiting':
      return null;
    case 'ready':
    case 'refused':
    case 'closed':
      return state.room;
  }
}
