import type { Commit, RoomEvent } from '../protocol/events.ts';
import { isBackstage, track } from './backstage.ts';
import { fold } from './fold.ts';
import type { Event, Meta, Room, StoredCommit } from './room.ts';

/** The room after one event. */
function apply(room: Room, event: Event, meta: Meta): Room {
  const state = isBackstage(event) ? room.state : fold(room.state, event, meta);
  return { state, backstage: track({ state, backstage: room.backstage }, event, meta) };
}

/** The room after one commit. */
export const applyCommit = (room: Room, commit: StoredCommit): Room =>
  commit.events.reduce((current, event) => apply(current, event, commit), room);

/** A commit as clients see it: nothing of what happens backstage, and nothing else missing. */
export function toWire(commit: StoredCommit): Commit {
  if (!commit.events.some(isBackstage)) return commit as Commit;
  const events = commit.events.filter((event): event is RoomEvent => !isBackstage(event));
  return { ...commit, events };
}
