import { z } from 'zod';
import { goalId, sessionId, userId } from '../ids.ts';
import { defaultSettings } from '../defaults.ts';
import {
  chatContent,
  description,
  goalTitle,
  participantStatus,
  presence,
  role,
  sessionStatus,
  sessionType,
  settings,
  timerConfig,
  title,
} from '../room.ts';
import { line, optionalLine } from '../text.ts';

/** ISO 8601 UTC, as all times in REST are. */
const time = z.iso.datetime();
const tag = line(30);

const settingsPatch = z.object({
  enabledTools: settings.shape.enabledTools.exactOptional(),
  lockedTools: settings.shape.lockedTools,
  layout: settings.shape.layout.exactOptional(),
  theme: settings.shape.theme.exactOptional(),
  autoRecord: settings.shape.autoRecord.exactOptional(),
  focusMode: settings.shape.focusMode,
  audioOnly: settings.shape.audioOnly,
  waitingRoom: settings.shape.waitingRoom.exactOptional(),
});

export const createSessionBody = z.object({
  title,
  description: description.nullish(),
  type: sessionType.default('GROUP'),
  subject: optionalLine(80).nullish(),
  tags: z.array(tag).max(10).default([]),
  maxParticipants: settings.shape.maxParticipants.exactOptional(),
  isPublic: z.boolean().default(defaultSettings.isPublic),
  scheduledAt: z.iso.datetime({ offset: true }).nullish(),
  inviteUserIds: z.array(userId).max(50).default([]),
  settings: settingsPatch.default({}),
});
export type CreateSessionBody = z.infer<typeof createSessionBody>;

export const updateSettingsBody = settingsPatch.extend({
  isPublic: settings.shape.isPublic.exactOptional(),
  maxParticipants: settings.shape.maxParticipants.exactOptional(),
});
export const joinBody = z.object({ invite: z.string().min(1).max(200).exactOptional() });
export const inviteBody = z.object({ userIds: z.array(userId).min(1).max(50) });
export const goalBody = z.union([
  z.object({
    goalId,
    title: goalTitle.exactOptional(),
    description: description.exactOptional(),
    isCompleted: z.boolean().exactOptional(),
  }),
  // Without a goalId, so that an update whose goalId is malformed is refused and not taken for a new goal.
  z.object({ goalId: z.never().exactOptional(), title: goalTitle, description: description.exactOptional() }),
]);
export const messageBody = z.object({ content: chatContent });

const page = {
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
};
/** A filter that a form leaves empty is no filter. */
const filter = (schema: z.ZodType<string>) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
export const listQuery = z.object({
  status: filter(sessionStatus),
  type: filter(sessionType),
  query: filter(z.string().trim().max(100)),
  subject: filter(z.string().trim().max(80)),
  tag: filter(z.string().trim().max(30)),
  ...page,
});
export type ListQuery = z.infer<typeof listQuery>;
export const messagesQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  before: z.guid().optional(),
});

const author = z.object({
  id: userId,
  name: z.string(),
  avatarUrl: z.string().nullable(),
  avatarColor: z.string().exactOptional(),
});
export const session = z.object({
  id: sessionId,
  title: z.string(),
  description: z.string().nullable(),
  type: sessionType,
  status: sessionStatus,
  subject: z.string().nullable(),
  tags: z.array(z.string()),
  isPublic: z.boolean(),
  maxParticipants: z.int(),
  participantCount: z.int(),
  /** Null once the account is gone. */
  createdBy: author.nullable(),
  scheduledAt: time.nullable(),
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  /** Rounded up, at least 1; null until the session is over. */
  durationMinutes: z.int().nullable(),
  /** For members only. */
  inviteLink: z.string().exactOptional(),
  createdAt: time,
});
export type Session = z.infer<typeof session>;

export const restGoal = z.object({
  id: goalId,
  title: z.string(),
  description: z.string(),
  isCompleted: z.boolean(),
  completedAt: time.nullable(),
  completedBy: userId.nullable(),
  createdBy: userId.nullable(),
  createdAt: time,
});
export type RestGoal = z.infer<typeof restGoal>;

export const restParticipant = z.object({
  userId,
  name: z.string(),
  avatarUrl: z.string().nullable(),
  avatarColor: z.string().exactOptional(),
  role,
  status: participantStatus,
  presence,
  joinedAt: time.nullable(),
  leftAt: time.nullable(),
});
export type RestParticipant = z.infer<typeof restParticipant>;

/** What a language model made of a session that is over; for its members. All of it is there, or none. */
const aiSummary = {
  aiSummary: z.string().exactOptional(),
  aiKeyPoints: z.array(z.string()).exactOptional(),
  aiTodos: z.array(z.string()).exactOptional(),
  aiSummaryAt: time.exactOptional(),
};

export const analytics = z.object({
  totalMessages: z.int(),
  totalParticipants: z.int(),
  goalsCompleted: z.int(),
  goalsTotal: z.int(),
  /** Time in work phases, of everybody together. */
  focusMs: z.int(),
  completedWorkPhases: z.int(),
  /** The caller's own. */
  mine: z.object({ attendedMs: z.int(), focusMs: z.int() }).nullable(),
});

/** One session whole. Participants and goals are for members; others see what a card shows. */
export const sessionDetails = session.extend({
  settings: settings.extend({ timer: timerConfig }),
  participants: z.array(restParticipant),
  goals: z.array(restGoal),
  /** What a completed session came to, for its members; null until it has been counted. */
  analytics: analytics.nullable().exactOptional(),
  ...aiSummary,
  /** True for those who may have it summarised, where this server can. */
  canSummarise: z.literal(true).exactOptional(),
});
export type SessionDetails = z.infer<typeof sessionDetails>;
export const pastSession = session.extend({ analytics: analytics.nullable(), ...aiSummary });
export type PastSession = z.infer<typeof pastSession>;

export const restMessage = z.object({
  id: z.guid(),
  authorId: userId.nullable(),
  authorName: z.string().nullable(),
  type: z.enum(['TEXT', 'FILE', 'SYSTEM']),
  content: z.string(),
  createdAt: time,
  editedAt: time.nullable(),
  deletedAt: time.nullable(),
  reactions: z.record(z.string(), z.array(userId)),
});
export type RestMessage = z.infer<typeof restMessage>;
