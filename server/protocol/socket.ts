import { z } from 'zod';
import type { CommandName, CommandPayload } from './commands.ts';
import { commandResult } from './commands.ts';
import type { Refusal } from './errors.ts';
import { refusalSchema } from './refusal-schema.ts';
import { commit, cursor } from './events.ts';
import { connectionId, sessionId, userId } from './ids.ts';
import type { MediaAnswer, MediaPayload, MediaPush, MediaPushName, MediaRequestName } from './media.ts';
import { emoji, instant, role, roomState } from './room.ts';
import { protocolVersion } from './version.ts';

const invite = z.string().min(1).max(200);

/** `auth` of the Socket.IO handshake. With `sessionId` the server joins at once and pushes what `room:join` answers. */
export const handshake = z.object({
  token: z.string().min(1).max(4_096),
  protocol: z.literal(protocolVersion),
  sessionId: sessionId.exactOptional(),
  invite: invite.exactOptional(),
  since: cursor.exactOptional(),
});

/** What a client may ask beside commands. */
export const requests = {
  'clock:sync': z.object({}),
  'auth:refresh': z.object({ token: handshake.shape.token }),
  'room:join': z.object({ sessionId, invite: invite.exactOptional(), since: cursor.exactOptional() }),
  'room:since': z.object({ sessionId, ...cursor.shape }),
  'room:leave': z.object({ sessionId }),
};
export type RequestName = keyof typeof requests;
export const requestNames = Object.keys(requests) as RequestName[];
export type RequestPayload<Name extends RequestName> = z.infer<(typeof requests)[Name]>;

/** What may be lost, both ways. */
export const signals = {
  'chat:typing': z.object({ sessionId }),
  'room:reaction': z.object({ sessionId, emoji }),
};
export type SignalName = keyof typeof signals;
export const signalNames = Object.keys(signals) as SignalName[];

/** The commits since the caller's cursor, or all there is. */
export const update = z.object({
  ...cursor.shape,
  serverAt: instant,
  commits: z.array(commit).exactOptional(),
  snapshot: roomState.exactOptional(),
});
export type Update = z.infer<typeof update>;

export const joined = update.extend({ self: z.object({ userId, role, connectionId }) });
export type Joined = z.infer<typeof joined>;
const waiting = z.object({ waiting: z.literal(true) });
/** The push of a join is the body of the ack, and says which session it is about. */
const ofSession = { ok: z.literal(true), sessionId };
const joinedPush = joined.extend(ofSession);

export const answers = {
  'clock:sync': z.object({ serverAt: instant }),
  'auth:refresh': z.looseObject({}),
  'room:join': z.union([joined, waiting]),
  'room:since': update,
  'room:leave': z.looseObject({}),
};
export type AnswerTo<Name extends RequestName> = z.infer<(typeof answers)[Name]>;

export const commandAnswer = z.object({ ...cursor.shape, result: commandResult.exactOptional() });
export type CommandAnswer = z.infer<typeof commandAnswer>;

export type Ack<Answer> = ({ ok: true } & Answer) | { ok: false; error: Refusal };
export type AckFn<Answer> = (ack: Ack<Answer>) => void;

export const closedReason = z.enum(['ENDED', 'CANCELLED', 'REMOVED', 'LEFT', 'DENIED']);
export type ClosedReason = z.infer<typeof closedReason>;

export const notification = z.object({
  id: z.string(),
  type: z.enum([
    'SESSION_INVITE',
    'SESSION_STARTED',
    'SESSION_ENDED',
    'SESSION_REMINDER',
    'SESSIONS_CHANGED',
    'PUBLIC_SESSIONS_CHANGED',
  ]),
  title: z.string(),
  message: z.string(),
  actionUrl: z.string().nullable(),
  createdAt: instant,
});
export type Notification = z.infer<typeof notification>;

/** What the server sends by itself. */
export const pushes = {
  'room:joined': z.union([joinedPush, waiting.extend(ofSession)]),
  'room:refused': z.object({ sessionId, error: refusalSchema }),
  'room:commits': z.object({ sessionId, commits: z.array(commit) }),
  'room:closed': z.object({ sessionId, reason: closedReason }),
  notification,
  'server:draining': z.object({ reconnectInMs: z.int() }),
  'chat:typing': z.object({ sessionId, userId }),
  'room:reaction': z.object({ sessionId, userId, emoji }),
};
export type PushName = keyof typeof pushes;

type CommandEvents = {
  [Name in CommandName]: (payload: CommandPayload<Name>, ack: AckFn<CommandAnswer>) => void;
};
type RequestEvents = {
  [Name in RequestName]: (payload: RequestPayload<Name>, ack: AckFn<AnswerTo<Name>>) => void;
};
type MediaEvents = {
  [Name in MediaRequestName]: (payload: MediaPayload<Name>, ack: AckFn<MediaAnswer<Name>>) => void;
};
type SignalEvents = { [Name in SignalName]: (payload: z.infer<(typeof signals)[Name]>) => void };

/** The typed maps of Socket.IO, for both ends. */
export type ClientToServer = CommandEvents & RequestEvents & SignalEvents & MediaEvents;
export type ServerToClient = { [Name in PushName]: (payload: z.infer<(typeof pushes)[Name]>) => void } & {
  [Name in MediaPushName]: (payload: MediaPush<Name>) => void;
};
