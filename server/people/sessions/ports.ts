import type { AnyCommand } from '../../domain/decide.ts';
import type { Actor } from '../../domain/decision.ts';
import type { Person, Room, StoredCommit } from '../../domain/room.ts';
import type { Refusal } from '../../protocol/errors.ts';
import type { Cursor } from '../../protocol/events.ts';
import type { CommandId, SessionId, UserId } from '../../protocol/ids.ts';
import type {
  Goal,
  Message,
  Participant,
  SessionStatus,
  SessionType,
  Settings,
  TimerConfig,
} from '../../protocol/room.ts';
import type { ListQuery, PastSession } from '../../protocol/rest/sessions.ts';
import type { CommandAnswer, Notification } from '../../protocol/socket.ts';

/** What a list shows of a session, as its rows have it. Times are epoch milliseconds. */
export type SessionCard = {
  readonly id: SessionId;
  readonly title: string;
  readonly description: string | null;
  readonly type: SessionType;
  readonly status: SessionStatus;
  readonly subject: string | null;
  readonly tags: readonly string[];
  readonly isPublic: boolean;
  readonly maxParticipants: number;
  readonly participantCount: number;
  /** Null once the account is gone. */
  readonly createdBy: Person | null;
  readonly inviteSecret: string;
  readonly createdAt: number;
  readonly scheduledAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
};

/** A card in somebody's list: `joined` says whether they are a member now. */
export type ListedCard = { readonly card: SessionCard; readonly joined: boolean };
export type PastCard = ListedCard & {
  readonly analytics: PastSession['analytics'];
  readonly summary: SessionSummary | null;
};
export type Page<Item> = { readonly items: readonly Item[]; readonly total: number };

/** What a language model made of a session. */
export type SessionSummary = {
  readonly text: string;
  readonly keyPoints: readonly string[];
  readonly todos: readonly string[];
  readonly madeAt: number;
};

/** What the rows keep of a session beyond its card. */
export type SessionContents = {
  readonly settings: Settings;
  readonly timer: TimerConfig;
  readonly participants: readonly Participant[];
  /** In order. */
  readonly goals: readonly Goal[];
  readonly summary: SessionSummary | null;
};

export type NewSession = Pick<
  SessionCard,
  'id' | 'title' | 'description' | 'type' | 'subject' | 'tags' | 'inviteSecret' | 'createdAt' | 'scheduledAt'
> & {
  readonly owner: Person;
  readonly settings: Settings;
  readonly timer: TimerConfig;
  /** Everybody who is invited, with what tells them so. */
  readonly invitations: readonly { readonly userId: UserId; readonly notification: Notification }[];
};

export type NamedMessage = Message & { readonly authorName: string | null };

/** The sessions as the database has them: behind the rooms by as much as the recorder is. */
export interface SessionDirectory {
  /** Writes all rows of a session that begins, or none. */
  create(session: NewSession): Promise<void>;
  /** Those of these people whose accounts exist. */
  people(userIds: readonly UserId[]): Promise<Person[]>;
  /** Sessions that are not over and have the person as a member, a hundred of them at most, the newest first. */
  seatsOf(userId: UserId): Promise<SessionId[]>;
  card(sessionId: SessionId): Promise<SessionCard | null>;
  contents(sessionId: SessionId): Promise<SessionContents | null>;
  /** Sessions the person is a member of, was, or is invited to, the newest first. */
  list(userId: UserId, query: ListQuery): Promise<Page<ListedCard>>;
  /** Public sessions that are not over and have a seat: those going on first, then the next. */
  browse(userId: UserId, query: ListQuery): Promise<Page<ListedCard>>;
  /** Completed sessions the person took part in, the last to end first. */
  history(userId: UserId, query: ListQuery): Promise<Page<PastCard>>;
  /** What a session came to, for all and for this person; null until it has been counted. */
  analytics(userId: UserId, sessionId: SessionId): Promise<PastSession['analytics']>;
  /** Newest first, at most `limit`, only those before the message `before`; null if there is no such message. */
  messages(sessionId: SessionId, page: { limit: number; before: string | undefined }): Promise<NamedMessage[] | null>;
  message(sessionId: SessionId, messageId: string): Promise<NamedMessage | null>;
}

/** The rooms, as far as the use cases need them. */
export interface LiveRooms {
  perform(
    sessionId: SessionId,
    actor: Actor,
    command: AnyCommand,
    commandId: CommandId,
  ): Promise<{ readonly ok: true; readonly answer: CommandAnswer } | { readonly ok: false; readonly refusal: Refusal }>;
  load(sessionId: SessionId): Promise<{
    readonly live: { storedSince(cursor: Cursor): readonly StoredCommit[] | null };
    readonly stored: Cursor & { readonly room: Room };
  } | null>;
  /** What a command of this person was answered before, if it was accepted. */
  answered(sessionId: SessionId, userId: UserId, commandId: CommandId): Promise<CommandAnswer | null>;
  peek(sessionId: SessionId): { readonly current: { readonly room: Room } | null } | undefined;
}

/** Whether the rows show what was acknowledged before; each waits for it, up to 2 s. */
export interface Recording {
  caughtUp(sessionId: SessionId, rev: number): Promise<boolean>;
  caughtUpWhere(concerns: (sessionId: SessionId) => boolean): Promise<boolean>;
}
