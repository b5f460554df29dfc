import { z } from 'zod';

// Every id is a UUID, so that none of them can be `__proto__` and all may be keys of a record.
export const sessionId = z.guid().brand<'SessionId'>();
export const userId = z.guid().brand<'UserId'>();
export const commandId = z.guid().brand<'CommandId'>();
export const connectionId = z.guid().brand<'ConnectionId'>();
/** What a command creates has the commandId as its id. */
export const messageId = z.guid().brand<'MessageId'>();
export const goalId = z.guid().brand<'GoalId'>();
export const recordingId = z.guid().brand<'RecordingId'>();

export type SessionId = z.infer<typeof sessionId>;
export type UserId = z.infer<typeof userId>;
export type CommandId = z.infer<typeof commandId>;
export type ConnectionId = z.infer<typeof connectionId>;
export type MessageId = z.infer<typeof messageId>;
export type GoalId = z.infer<typeof goalId>;
export type RecordingId = z.infer<typeof recordingId>;
