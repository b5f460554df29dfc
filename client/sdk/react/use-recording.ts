import { useMemo } from 'react';
import type { RecordingId } from '../../../server/protocol/ids.ts';
import type { Participant } from '../../../server/protocol/room.ts';
import type { SessionHandle } from '../session/session-handle.ts';
import { useParticipants } from './use-participants.ts';
import { useRoom } from './use-room.ts';
import { whenThere } from './when-there.ts';

/** A recording that was asked for and has not ended. */
export interface RecordingView {
  readonly recordingId: RecordingId;
  /** Null: the session's settings asked, or somebody who is forgotten. */
  readonly askedBy: Participant | null;
  /** Null while nothing is being written. */
  readonly startedAt: number | null;
  /** When some seconds were lost last. */
  readonly interruptedAt: number | null;
  /** What this person answered; null: nothing yet. */
  readonly mine: boolean | null;
  /** Who has agreed, and is in the room. Nobody else is in it. */
  readonly agreed: readonly Participant[];
}

/** The recording of the room; null when none was asked for. */
export function useRecording(session: SessionHandle | null) {
  const recording = useRoom(session, (room) => room.recording ?? null);
  const people = useParticipants(session);
  const view = useMemo((): RecordingView | null => {
    if (!recording || !people) return null;
    const { recordingId, askedBy, startedAt, interruptedAt, consents } = recording;
    const everybody = [...people.here, ...people.departed];
    return {
      recordingId,
      startedAt,
      interruptedAt,
      askedBy: everybody.find(({ userId }) => userId === askedBy) ?? null,
      mine: (people.self && consents[people.self.userId]) ?? null,
      agreed: people.here.filter(({ userId }) => consents[userId] === true),
    };
  }, [recording, people]);
  const actions = useMemo(() => recordingActions(session), [session]);
  return { recording: view, ...actions };
}

function recordingActions(session: SessionHandle | null) {
  const { send } = whenThere(session);
  return {
    /** Asks everybody; hosts only. Who asks has agreed. */
    start: () => send('recording:start', {}),
    /** For oneself, as often as one's mind changes. */
    answer: (recordingId: RecordingId, agreed: boolean) => send('recording:answer', { recordingId, agreed }),
    stop: () => send('recording:stop', {}),
  };
}
