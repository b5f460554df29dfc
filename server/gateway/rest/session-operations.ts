import { z } from 'zod';
import {
  createSessionBody,
  goalBody,
  inviteBody,
  joinBody,
  listQuery,
  messageBody,
  messagesQuery,
  pastSession,
  restGoal,
  restMessage,
  session,
  sessionDetails,
  updateSettingsBody,
} from '../../protocol/rest/sessions.ts';
import type { Operation, OperationGroup } from './operation.ts';

const total = z.int();
const invitesSent = z.int();
const one = z.object({ session: sessionDetails });
const listed = z.object({ sessions: z.array(session), total });

const signedIn = { access: 'signedIn' } as const;
const get = { method: 'get', ...signedIn } as const;
const post = { method: 'post', ...signedIn } as const;

const operations = {
  createSession: {
    ...post,
    path: '/create',
    summary: 'Create a session and invite people to it',
    body: createSessionBody,
    answer: z.object({ session, invitesSent }),
  },
  listSessions: {
    ...get,
    path: '/list',
    summary: 'Sessions I am a member of, was, or am invited to; the newest first',
    query: listQuery,
    answer: listed,
  },
  browseSessions: {
    ...get,
    path: '/browse',
    summary: 'Public sessions with a seat: those going on first, then the next',
    query: listQuery,
    answer: listed,
  },
  sessionHistory: {
    ...get,
    path: '/history',
    summary: 'Completed sessions I took part in, with what they came to; the last to end first',
    query: listQuery,
    answer: z.object({ sessions: z.array(pastSession), total }),
  },
  readSession: {
    ...get,
    path: '/:id',
    summary: 'One session. Participants and goals are for members; with its link anybody sees the card',
    query: z.object({ invite: z.string().max(200).exactOptional() }),
    answer: one,
  },
  joinSession: {
    ...post,
    path: '/:id/join',
    summary: 'Become a member; a private session wants its secret or an invitation',
    body: joinBody.default({}),
    answer: one,
  },
  leaveSession: { ...post, path: '/:id/leave', summary: 'Leave, with every window', answer: one },
  startSession: { ...post, path: '/:id/start', summary: 'Start a scheduled session (hosts)', answer: one },
  endSession: { ...post, path: '/:id/end', summary: 'End a session (host)', answer: one },
  cancelSession: { ...post, path: '/:id/cancel', summary: 'Cancel a session that has not started (host)', answer: one },
  updateSettings: {
    method: 'patch',
    ...signedIn,
    path: '/:id/settings',
    summary: 'Change any part of the settings (hosts)',
    body: updateSettingsBody,
    answer: one,
  },
  inviteToSession: {
    ...post,
    path: '/:id/invite',
    summary: 'Invite people (hosts); who is known to the session already is passed over',
    body: inviteBody,
    answer: z.object({ invitesSent }),
  },
  listGoals: {
    ...get,
    path: '/:id/goals',
    summary: 'The goals, in order (members)',
    answer: z.object({ goals: z.array(restGoal) }),
  },
  putGoal: {
    ...post,
    path: '/:id/goals',
    summary: 'Add a goal, or change the one named (members)',
    body: goalBody,
    answer: z.object({ goal: restGoal }),
  },
  listMessages: {
    ...get,
    path: '/:id/messages',
    summary: 'The chat, newest first (members)',
    query: messagesQuery,
    answer: z.object({ messages: z.array(restMessage), hasMore: z.boolean() }),
  },
  sendMessage: {
    ...post,
    path: '/:id/messages',
    summary: 'Say something in the chat (members)',
    body: messageBody,
    answer: z.object({ message: restMessage }),
  },
} as const satisfies Readonly<Record<string, Operation>>;

/** What changes a session takes `Idempotency-Key: <uuid>`: a command sent again with its key has no second effect. */
export const sessionOperations = {
  path: '/api/study-sessions',
  operations,
} as const satisfies OperationGroup<typeof operations>;
