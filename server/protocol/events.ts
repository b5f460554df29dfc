import { z } from 'zod';
import { commandId, goalId, messageId, recordingId, userId } from './ids.ts';
import { patchOf } from './patch.ts';
import { emoji, goal, instant, message, participant, phase, role, settings, timerConfig } from './room.ts';

const event = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.object({ type: z.literal(type), ...shape });

const { name, avatarUrl, avatarColor } = participant.shape;
const look = { name, avatarUrl, avatarColor };
const person = { userId, ...look, role };
const span = z.object({ phase, startedAt: instant, endsAt: instant.nullable() });

/** Everything that can happen in a room. Kinds are only ever added: commits outlive a deployment. */
export const roomEvent = z.discriminatedUnion('type', [
  event('participant.invited', person),
  // `presence` tells who came by REST (OFFLINE, not connected yet) from who is here.
  event('participant.joined', { ...person, presence: z.enum(['ONLINE', 'OFFLINE']) }),
  event('participant.away', { userId }),
  event('participant.returned', { userId }),
  event('participant.left', { userId, reason: z.enum(['LEAVE', 'TIMEOUT']) }),
  event('participant.removed', { userId }),
  event('participant.readmitted', { userId }),
  event('participant.profileChanged', { userId, ...look }),
  event('participant.roleChanged', { userId, role }),
  event('host.changed', { hostId: userId, ownerId: userId }),
  event('participant.handRaised', { userId }),
  event('participant.handLowered', { userId }),
  event('participant.statusSet', { userId, status: z.string(), text: z.string() }),
  event('participant.chatMuted', { userId, muted: z.boolean() }),
  event('participant.knocked', { userId, name: z.string() }),
  event('participant.knockWithdrawn', { userId }),
  event('participant.admitted', { userId }),
  event('participant.denied', { userId }),
  event('room.locked', {}),
  event('room.unlocked', {}),
  event('session.started', {}),
  // A session that ended by itself ended when the last person left it.
  event('session.ended', { endedAt: instant }),
  event('session.cancelled', {}),
  event('session.settingsChanged', { settings: patchOf(settings) }),
  event('timer.configured', { config: timerConfig }),
  event('timer.started', span.shape),
  event('timer.resumed', span.shape),
  event('timer.paused', { phase, remainingMs: z.int().exactOptional(), elapsedMs: z.int().exactOptional() }),
  event('timer.phaseCompleted', {
    phase,
    startedAt: instant,
    endsAt: instant,
    participantIds: z.array(userId),
    next: span.nullable(),
    completedWorkPhases: z.int(),
  }),
  event('timer.skipped', { phase, next: span.nullable() }),
  event('timer.reset', { phase, next: span.nullable() }),
  event('chat.sent', { message }),
  event('chat.edited', { messageId, content: z.string(), editedAt: instant }),
  event('chat.deleted', { messageId, deletedAt: instant }),
  event('chat.reacted', { messageId, emoji, userId, on: z.boolean() }),
  event('goal.added', { goal }),
  event('goal.updated', { goalId, title: z.string(), description: z.string() }),
  event('goal.completed', { goalId, completedAt: instant, completedBy: userId }),
  event('goal.reopened', { goalId }),
  event('goal.moved', { goalId, toIndex: z.int() }),
  event('goal.removed', { goalId }),
  // Asked by nobody: the session began, and its settings arm the question.
  event('recording.asked', { recordingId, byUserId: userId.nullable() }),
  event('recording.answered', { recordingId, userId, agreed: z.boolean() }),
  event('recording.started', { recordingId }),
  // Some seconds were lost, and it goes on.
  event('recording.interrupted', { recordingId }),
  event('recording.stopped', { recordingId, reason: z.enum(['STOPPED', 'FAILED']) }),
]);
export type RoomEvent = z.infer<typeof roomEvent>;
export type RoomEventType = RoomEvent['type'];
export type EventOf<Type extends RoomEventType> = Extract<RoomEvent, { type: Type }>;

/** A place in a room's log. `rev` grows by one; another `epoch` means that continuity was lost. */
export const cursor = z.object({ epoch: z.int().min(0), rev: z.int().min(0) });
export type Cursor = z.infer<typeof cursor>;

export const commit = z.object({
  ...cursor.shape,
  at: instant,
  actorId: userId.nullable(),
  commandId: commandId.exactOptional(),
  events: z.array(roomEvent),
});
export type Commit = z.infer<typeof commit>;
