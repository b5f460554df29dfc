import type { z } from 'zod';
import { commandId, type GoalId } from '../../protocol/ids.ts';
import type { goalBody, RestGoal } from '../../protocol/rest/sessions.ts';
import { done, refused, type Outcome } from '../outcome.ts';
import { noSuchSession, type Asked, type Sessions } from './sessions.ts';
import { shownGoal } from './shown.ts';
import { perform } from './turns.ts';
import { viewAsMember } from './viewing.ts';

export async function listGoals(sessions: Sessions, asked: Asked): Promise<Outcome<{ goals: RestGoal[] }>> {
  const view = await viewAsMember(sessions, asked.actor, asked.sessionId);
  return view.ok ? done({ goals: view.value.contents.goals.map(shownGoal) }) : view;
}

type GoalBody = z.infer<typeof goalBody>;

/** Adds a goal, or changes the one that is named. Texts and ticking are two commands, each of which may find it done. */
export async function putGoal(sessions: Sessions, asked: Asked, body: GoalBody): Promise<Outcome<{ goal: RestGoal }>> {
  if (body.goalId === undefined) {
    const { title, description } = body;
    const texts = { title, ...(description === undefined ? {} : { description }) };
    const added = await perform(sessions, asked, { type: 'goal:add', ...texts });
    return added.ok ? showGoal(sessions, asked, added.value.result?.goalId) : added;
  }
  const { goalId, isCompleted, ...texts } = body;
  if (isCompleted === undefined || Object.keys(texts).length > 0) {
    const updated = await perform(sessions, asked, { type: 'goal:update', goalId, ...texts });
    if (!updated.ok) return updated;
  }
  if (isCompleted !== undefined) {
    const next = { ...asked, commandId: commandId.parse(sessions.newId()) };
    const ticked = await perform(sessions, next, { type: isCompleted ? 'goal:complete' : 'goal:reopen', goalId });
    if (!ticked.ok) return ticked;
  }
  return showGoal(sessions, asked, goalId);
}

async function showGoal(sessions: Sessions, { sessionId }: Asked, goalId: GoalId | undefined) {
  const loaded = await sessions.rooms.load(sessionId);
  if (!loaded) return noSuchSession;
  const goal = loaded.stored.room.state.goals.find(({ id }) => id === goalId);
  return goal ? done({ goal: shownGoal(goal) }) : refused('NOT_FOUND', 'There is no such goal');
}
