import { z } from 'zod';
import { goalId, messageId, recordingId, sessionId, userId } from './ids.ts';
import { line, paragraph } from './text.ts';

/** Epoch milliseconds, as all times on Socket.IO are. */
export const instant = z.int().min(0);
const duration = z.int().min(1_000).max(86_400_000);

export const sessionType = z.enum(['SOLO', 'ONE_ON_ONE', 'GROUP']);
export const sessionStatus = z.enum(['SCHEDULED', 'ACTIVE', 'COMPLETED', 'CANCELLED']);
export const role = z.enum(['HOST', 'CO_HOST', 'PARTICIPANT']);
export const participantStatus = z.enum(['INVITED', 'JOINED', 'LEFT', 'REMOVED']);
export const presence = z.enum(['ONLINE', 'AWAY', 'OFFLINE']);
export const phase = z.enum(['WORK', 'SHORT_BREAK', 'LONG_BREAK']);
export const tool = z.enum(['CHAT', 'VIDEO', 'WHITEBOARD', 'NOTES', 'TIMER', 'SCREEN_SHARE']);

export type SessionType = z.infer<typeof sessionType>;
export type SessionStatus = z.infer<typeof sessionStatus>;
export type Role = z.infer<typeof role>;
export type Phase = z.infer<typeof phase>;
export type Tool = z.infer<typeof tool>;

export const title = line(100);
export const description = paragraph(0, 500);
export const chatContent = paragraph(1, 4_000);
export const goalTitle = line(200);
export const emoji = z
  .string()
  .max(32)
  .regex(/^(\p{RGI_Emoji}|\p{Extended_Pictographic})$/v, 'One emoji');

export const settings = z.object({
  enabledTools: z.array(tool).max(tool.options.length),
  /** What only hosts write, and everybody reads. */
  lockedTools: z
    .array(tool.extract(['NOTES', 'WHITEBOARD']))
    .max(2)
    .exactOptional(),
  layout: z.enum(['video-first', 'whiteboard-first', 'split-view']),
  theme: z.enum(['light', 'dark', 'auto']),
  /** Arms the question of consent, never more. */
  autoRecord: z.boolean(),
  /** While the timer is on WORK the others are neither heard nor seen, by everybody who does not leave it. */
  focusMode: z.boolean().exactOptional(),
  /** Nobody's camera is taken. */
  audioOnly: z.boolean().exactOptional(),
  waitingRoom: z.boolean(),
  isPublic: z.boolean(),
  maxParticipants: z.int().min(1).max(10_000),
});
export type Settings = z.infer<typeof settings>;

export const timerConfig = z.object({
  mode: z.enum(['POMODORO', 'COUNTDOWN', 'STOPWATCH']),
  workMs: duration,
  shortBreakMs: duration,
  longBreakMs: duration,
  longBreakInterval: z.int().min(1).max(12),
  autoStartWork: z.boolean(),
  autoStartBreak: z.boolean(),
  control: z.enum(['HOST', 'EVERYONE']),
});
export type TimerConfig = z.infer<typeof timerConfig>;

const timerBase = { config: timerConfig, phase, completedWorkPhases: z.int() };
/**
 * A running phase began at `startedAt` and is over at `endsAt` (null for a stopwatch). After a pause `startedAt` is
 * moved forward by the time paused, so that `now - startedAt` is always the time the phase has run.
 */
export const timerState = z.discriminatedUnion('status', [
  z.object({ ...timerBase, status: z.literal('IDLE') }),
  z.object({ ...timerBase, status: z.literal('RUNNING'), startedAt: instant, endsAt: instant.nullable() }),
  z.object({
    ...timerBase,
    status: z.literal('PAUSED'),
    remainingMs: z.int().exactOptional(),
    elapsedMs: z.int().exactOptional(),
  }),
]);
export type TimerState = z.infer<typeof timerState>;

const mood = z.object({ status: z.string(), text: z.string() });
export const participant = z.object({
  userId,
  name: z.string(),
  avatarUrl: z.string().nullable(),
  /** As they chose it. Who has none told, by an earlier version, has one made from the id. */
  avatarColor: z.string().exactOptional(),
  role,
  status: participantStatus,
  presence,
  joinedAt: instant.nullable(),
  leftAt: instant.nullable(),
  handRaisedAt: instant.nullable(),
  chatMuted: z.boolean(),
  mood,
});
export type Participant = z.infer<typeof participant>;

export const message = z.object({
  id: messageId,
  authorId: userId.nullable(),
  type: z.enum(['TEXT', 'FILE', 'SYSTEM']),
  content: z.string(),
  createdAt: instant,
  editedAt: instant.nullable(),
  deletedAt: instant.nullable(),
  reactions: z.record(z.string(), z.array(userId)),
});
export type Message = z.infer<typeof message>;

export const goal = z.object({
  id: goalId,
  title: z.string(),
  description: z.string(),
  isCompleted: z.boolean(),
  completedAt: instant.nullable(),
  completedBy: userId.nullable(),
  createdBy: userId.nullable(),
  createdAt: instant,
});
export type Goal = z.infer<typeof goal>;

/**
 * A recording that was asked for and has not been stopped. Whoever agreed is in it, and nobody else; whoever leaves is
 * asked again on return.
 */
export const recording = z.object({
  recordingId,
  askedBy: userId.nullable(),
  askedAt: instant,
  /** Null until something is being written. */
  startedAt: instant.nullable(),
  /** When some seconds were lost last. */
  interruptedAt: instant.nullable(),
  consents: z.record(userId, z.boolean()),
});
export type Recording = z.infer<typeof recording>;

/** What everybody in a room sees. */
export const roomState = z.object({
  sessionId,
  title: z.string(),
  type: sessionType,
  status: sessionStatus,
  settings,
  locked: z.boolean(),
  ownerId: userId,
  hostId: userId,
  startedAt: instant.nullable(),
  participants: z.record(userId, participant),
  waiting: z.record(userId, z.object({ name: z.string(), knockedAt: instant })),
  timer: timerState,
  goals: z.array(goal),
  chat: z.object({ recent: z.array(message), total: z.int() }),
  recording: recording.exactOptional(),
});
export type RoomState = z.infer<typeof roomState>;
