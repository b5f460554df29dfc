import type { CommandOf } from '../protocol/commands.ts';
import type { RecordingId, UserId } from '../protocol/ids.ts';
import type { RoomState } from '../protocol/room.ts';
import { accept, reject, unchanged, type Decision, type Facts } from './decision.ts';
import { hasCalls } from './policy.ts';
import type { Event } from './room.ts';

/** Asks everybody. Who asks has agreed by asking. */
export function start(
  { recording, settings }: RoomState,
  userId: UserId,
  { commandId, cannotRecord }: Facts,
): Decision {
  if (recording) return reject('CONFLICT', 'A recording is on already');
  if (!hasCalls(settings)) return reject('FORBIDDEN', 'Calls are switched off in this session');
  if (cannotRecord) return reject('UNAVAILABLE', `This server cannot record: ${cannotRecord}`);
  const recordingId = commandId as string as RecordingId;
  const asked: Event = { type: 'recording.asked', recordingId, byUserId: userId };
  return accept([asked, { type: 'recording.answered', recordingId, userId, agreed: true }], { recordingId });
}

/** What a session that begins asks by itself, if its settings say so. */
export function armed({ settings, recording }: RoomState, { commandId, cannotRecord }: Facts): Event[] {
  if (!settings.autoRecord || !hasCalls(settings) || recording || cannotRecord) return [];
  return [{ type: 'recording.asked', recordingId: commandId as string as RecordingId, byUserId: null }];
}

export function answer(state: RoomState, userId: UserId, command: CommandOf<'recording:answer'>): Decision {
  const { recordingId, agreed } = command;
  if (state.recording?.recordingId !== recordingId) return missing;
  if (state.recording.consents[userId] === agreed) return unchanged;
  return accept([{ type: 'recording.answered', recordingId, userId, agreed }]);
}

export function stop({ recording }: RoomState): Decision {
  if (!recording) return reject('INVALID_STATE', 'Nothing is being recorded');
  return accept([{ type: 'recording.stopped', recordingId: recording.recordingId, reason: 'STOPPED' }]);
}

/** What follows for a recording from settings that take calls away. */
export function withoutCalls({ recording, settings }: RoomState): Event[] {
  if (!recording || hasCalls(settings)) return [];
  return [{ type: 'recording.stopped', recordingId: recording.recordingId, reason: 'STOPPED' }];
}

/** The first sound or picture of somebody who agreed is being written. */
export function begin({ recording }: RoomState, recordingId: RecordingId): Decision {
  if (recording?.recordingId !== recordingId) return missing;
  return recording.startedAt === null ? accept([{ type: 'recording.started', recordingId }]) : unchanged;
}

export function interrupt({ recording }: RoomState, recordingId: RecordingId): Decision {
  if (recording?.recordingId !== recordingId) return missing;
  return accept([{ type: 'recording.interrupted', recordingId }]);
}

export function fail({ recording }: RoomState, recordingId: RecordingId): Decision {
  if (recording?.recordingId !== recordingId) return missing;
  return accept([{ type: 'recording.stopped', recordingId, reason: 'FAILED' }]);
}

const missing = reject('NOT_FOUND', 'There is no such recording');
