import type { Router } from 'express';
import { createSession } from '../../people/sessions/create-session.ts';
import { listGoals, putGoal } from '../../people/sessions/goals.ts';
import { browseSessions, listSessions, sessionHistory } from '../../people/sessions/lists.ts';
import { listMessages, sendMessage } from '../../people/sessions/messages.ts';
import type { Sessions } from '../../people/sessions/sessions.ts';
import { invitePeople, readSession, turnSession } from '../../people/sessions/turns.ts';
import type { Limiters } from '../limits.ts';
import { asking } from './asked.ts';
import { routerOf } from './operation.ts';
import type { Routes } from './route.ts';
import { sessionOperations } from './session-operations.ts';

export interface SessionRoutesOptions {
  sessions: Sessions;
  routes: Routes;
  limiters: Limiters;
}

/** /api/study-sessions */
export function sessionRoutes({ sessions, routes, limiters }: SessionRoutesOptions): Router {
  const { reading, changing } = asking({ sessions, limiters });

  return routerOf(routes, sessionOperations, {
    async createSession({ actor, body, now }) {
      const limited = await limiters.consume('createSession', actor.userId);
      if (limited) return { ok: false, refusal: limited };
      const created = await createSession(sessions, actor, body, now);
      if (!created.ok) await limiters.reward('createSession', actor.userId);
      return created;
    },
    listSessions: ({ actor, query }) => listSessions(sessions, actor, query),
    browseSessions: ({ actor, query }) => browseSessions(sessions, actor, query),
    sessionHistory: ({ actor, query }) => sessionHistory(sessions, actor, query),
    readSession: reading((asked, { query }) => readSession(sessions, asked, query.invite)),
    joinSession: changing('join', (asked, { body }) =>
      turnSession(sessions, asked, { type: 'member:enroll', ...body }),
    ),
    leaveSession: changing('command', (asked) => turnSession(sessions, asked, { type: 'member:withdraw' })),
    startSession: changing('command', (asked) => turnSession(sessions, asked, { type: 'session:start' })),
    endSession: changing('command', (asked) => turnSession(sessions, asked, { type: 'session:end' })),
    cancelSession: changing('command', (asked) => turnSession(sessions, asked, { type: 'session:cancel' })),
    updateSettings: changing('command', (asked, { body: settings }) =>
      turnSession(sessions, asked, { type: 'session:updateSettings', settings }),
    ),
    inviteToSession: changing('command', (asked, { body }) => invitePeople(sessions, asked, body.userIds)),
    listGoals: reading((asked) => listGoals(sessions, asked)),
    putGoal: changing('command', (asked, { body }) => putGoal(sessions, asked, body)),
    listMessages: reading((asked, { query }) => listMessages(sessions, asked, query)),
    sendMessage: changing('chat', (asked, { body }) => sendMessage(sessions, asked, body.content)),
  });
}
