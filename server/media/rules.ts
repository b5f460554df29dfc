import { hasCalls, isHost, standingOf, strangerRefusal } from '../domain/policy.ts';
import { isOver } from '../domain/room.ts';
import { refuse, type Refusal } from '../protocol/errors.ts';
import type { UserId } from '../protocol/ids.ts';
import type { MediaSource } from '../protocol/media-sources.ts';
import type { RoomState, Tool } from '../protocol/room.ts';

const toolOf: Readonly<Record<MediaSource, Tool>> = {
  microphone: 'VIDEO',
  camera: 'VIDEO',
  screen: 'SCREEN_SHARE',
  screenAudio: 'SCREEN_SHARE',
};

/** Why this person may not be in the call of this room, or null. Asked before every request: the room goes on meanwhile. */
export function forbidsCall(state: RoomState, userId: UserId): Refusal | null {
  const stranger = strangerRefusal(state, standingOf(state, userId));
  if (stranger) return stranger;
  if (isOver(state)) return refuse('SESSION_ENDED', 'This session is over');
  if (hasCalls(state.settings)) return null;
  return refuse('FORBIDDEN', 'Calls are switched off in this session');
}

/** Why nobody may send this here, or null. */
export function forbidsSource(state: RoomState, source: MediaSource): Refusal | null {
  const { enabledTools, audioOnly } = state.settings;
  const tool = toolOf[source];
  if (!enabledTools.includes(tool)) return refuse('FORBIDDEN', `${tool} is switched off in this session`);
  return audioOnly && source === 'camera'
    ? refuse('FORBIDDEN', 'This session is for listening and speaking only')
    : null;
}

/** Why this person may not mute that one, or null. A co-host does not silence the host. */
export function forbidsMuting(state: RoomState, by: UserId, whom: UserId): Refusal | null {
  if (!isHost(state, by)) return refuse('FORBIDDEN', 'Only a host may do this');
  if (standingOf(state, whom) === 'host' && by !== whom) return refuse('FORBIDDEN', 'The host cannot be muted');
  return null;
}
