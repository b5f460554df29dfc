import type { z } from 'zod';
import type { GoalId, MessageId, SessionId, UserId } from '../../../server/protocol/ids.ts';
import type {
  GuestBody,
  LoginBody,
  Profile,
  PublicProfile,
  RegisterBody,
  UpdateMeBody,
} from '../../../server/protocol/rest/accounts.ts';
import type { createSessionBody, listQuery, updateSettingsBody } from '../../../server/protocol/rest/sessions.ts';
import type { DocumentKind } from '../docs/document-state.ts';
import type { Outcome } from '../outcome.ts';
import type * as answers from './answers.ts';

export type CreateSession = z.input<typeof createSessionBody>;
export type ListQuery = Partial<z.output<typeof listQuery>>;
export type SettingsChange = z.input<typeof updateSettingsBody>;
export type ExportFormat = 'markdown' | 'html' | 'excalidraw' | 'svg';
type Reply<Answer> = Promise<Outcome<Answer>>;

/** The REST side of the server. UNAVAILABLE also stands for a network that failed. */
export interface Api {
  auth: {
    register(body: RegisterBody): Reply<answers.SignedIn>;
    login(body: LoginBody): Reply<answers.SignedIn>;
    guest(body: GuestBody): Reply<answers.SignedIn>;
    /** Ends this login on the server, and here whatever the server answers. */
    logout(): Reply<object>;
    /** Ends every login of this person, here included. */
    logoutEverywhere(): Reply<object>;
  };
  me: {
    get(): Reply<{ user: Profile }>;
    update(body: UpdateMeBody): Reply<answers.SignedIn>;
    delete(body?: { password?: string }): Reply<object>;
  };
  users: {
    search(query: string): Reply<{ users: PublicProfile[] }>;
  };
  sessions: {
    create(body: CreateSession): Reply<answers.CreatedAnswer>;
    list(query?: ListQuery): Reply<answers.SessionsAnswer>;
    browse(query?: ListQuery): Reply<answers.SessionsAnswer>;
    history(query?: ListQuery): Reply<answers.HistoryAnswer>;
    /** With its secret, the card of a private session as well. */
    get(id: SessionId, query?: { invite?: string }): Reply<answers.DetailsAnswer>;
    join(id: SessionId, body?: { invite?: string }): Reply<answers.SessionAnswer>;
    leave(id: SessionId): Reply<object>;
    start(id: SessionId): Reply<answers.SessionAnswer>;
    end(id: SessionId): Reply<answers.SessionAnswer>;
    cancel(id: SessionId): Reply<answers.SessionAnswer>;
    updateSettings(id: SessionId, body: SettingsChange): Reply<answers.SessionAnswer>;
    /** Has a completed session summarised by the server's language model, which may take a minute. Hosts. */
    summarise(id: SessionId): Reply<answers.DetailsAnswer>;
    invite(id: SessionId, userIds: readonly UserId[]): Reply<{ invitesSent: number }>;
    goals(id: SessionId): Reply<answers.GoalsAnswer>;
    addGoal(id: SessionId, body: { title: string; description?: string }): Reply<answers.GoalAnswer>;
    updateGoal(
      id: SessionId,
      body: { goalId: GoalId; title?: string; description?: string; isCompleted?: boolean },
    ): Reply<answers.GoalAnswer>;
    messages(id: SessionId, query?: { limit?: number; before?: MessageId }): Reply<answers.MessagesAnswer>;
    sendMessage(id: SessionId, content: string): Reply<answers.MessageAnswer>;
  };
  documents: {
    /** Newest first. */
    versions(id: SessionId, kind: DocumentKind): Reply<answers.VersionsAnswer>;
    /** Hosts, and those who worked on the version. */
    restore(id: SessionId, kind: DocumentKind, version: string): Reply<object>;
    /** The elements of the board as it was. */
    boardVersion(id: SessionId, version: string): Reply<answers.BoardAnswer>;
    /** As it is now, or as it was in a version. */
    export(id: SessionId, format: ExportFormat, version?: string): Reply<answers.ExportAnswer>;
    /** Adds it at the end of the notes. */
    importMarkdown(id: SessionId, content: string): Reply<object>;
    /** Keeps a picture for the board. */
    addFile(id: SessionId, picture: Blob): Reply<answers.FileAnswer>;
    readFile(id: SessionId, fileId: string): Reply<{ blob: Blob }>;
  };
  recordings: {
    /** Asks everybody whether the call may be recorded, or stops; without an action, whichever is possible. Hosts. */
    turn(id: SessionId, action?: 'start' | 'stop'): Reply<answers.RecordingAnswer>;
    /** For who takes part, or did. Their addresses hold for some minutes, and are relative to the server's. */
    list(id: SessionId): Reply<answers.RecordingsAnswer>;
    delete(id: SessionId, recordingId: string): Reply<object>;
  };
}
