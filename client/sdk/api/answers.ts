import type { z } from 'zod';
import type { PublicProfile, signedIn } from '../../../server/protocol/rest/accounts.ts';
import type { BoardElement, DocumentVersion, SessionFile } from '../../../server/protocol/rest/documents.ts';
import type { RestRecording, RoomRecording } from '../../../server/protocol/rest/recordings.ts';
import type {
  PastSession,
  RestGoal,
  RestMessage,
  Session,
  SessionDetails,
} from '../../../server/protocol/rest/sessions.ts';

/** The bodies of successful answers, without `success`. */
export type SignedIn = z.infer<typeof signedIn>;
export interface UsersAnswer {
  users: PublicProfile[];
}
export interface SessionAnswer {
  session: Session;
}
export interface CreatedAnswer extends SessionAnswer {
  invitesSent: number;
}
export interface DetailsAnswer {
  session: SessionDetails;
}
export interface SessionsAnswer {
  sessions: Session[];
  total: number;
}
export interface HistoryAnswer {
  sessions: PastSession[];
  total: number;
}
export interface GoalsAnswer {
  goals: RestGoal[];
}
export interface GoalAnswer {
  goal: RestGoal;
}
export interface MessagesAnswer {
  /** Newest first. */
  messages: RestMessage[];
  hasMore: boolean;
}
export interface MessageAnswer {
  message: RestMessage;
}
export interface VersionsAnswer {
  versions: DocumentVersion[];
}
export interface BoardAnswer {
  elements: BoardElement[];
}
export interface ExportAnswer {
  filename: string;
  mediaType: string;
  content: string;
}
export interface FileAnswer {
  file: SessionFile;
}
export interface RecordingAnswer {
  /** What the room records by now; null: nothing. */
  recording: RoomRecording | null;
}
export interface RecordingsAnswer {
  recordings: RestRecording[];
}
