import type { Router } from 'express';
import { createSession } from '../../people/sessions/create-session.ts';
import { listGoals, putGoal } from '../../people/sessions/goals.ts';
import { browseSessions, listSessions, sessionHistory } from '../../people/sessions/lists.ts';
import { listMessages, sendMessage } from '../../people/sessions/messages.ts';
import type { Asked, Sessions } from '../../people/sessions/sessions.ts';
import { invitePeople, readSession, turnSession } from '../../people/sessions/turns.ts';
import type { Outcome } from '../../people/outcome.ts';
import type { LimitName, Limiters } from '../limits.ts';
import { askedBy } from './asked.ts';
import { routerOf } from './operation.ts';
import type { Routes, SignedInCall } from './route.ts';
import { sessionOperations } from './session-operations.ts';

export interface SessionRoutesOptions {
  sessions: Sessions;
  routes: Routes;
  limiters: Limiters;
}

/** /api/study-sessions */
export function sessionRoutes({ sessions, routes, limiters }: SessionRoutesOptions): Router {
  /** Reads one session. */
  const reading =
    <Called extends SignedInCall, Answer>(use: (asked: Asked, call: Called) => Promise<Outcome<Answer>>) =>
    async (call: Called): Promise<Outcome<Answer>> => {
      const asked = askedBy(sessions.newId, call);
      return asked.ok ? use(asked.value, call) : asked;
    };

  /** As `reading`, of what changes the session: it is limited, unless it is the repetition of what was accepted. */
  const changing = <Called extends SignedInCall, Answer>(
    limit: LimitName,
    use: (asked: Asked, call: Called) => Promise<Outcome<Answer>>,
  ) =>
    reading<Called, Answer>(async (asked, call) => {
      const limited = await limiters.consume(limit, call.actor.userId);
      const repeats = limited && (await sessions.rooms.answered(asked.sessionId, call.actor.userId, asked.commandId));
      return limited && !repeats ? { ok: false, refusal: limited } : use(asked, call);
    });

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
