import type { CommandOf } from '../protocol/commands.ts';
import type { GoalId, UserId } from '../protocol/ids.ts';
import type { Goal, RoomState } from '../protocol/room.ts';
import { accept, reject, unchanged, type Decision, type Facts } from './decision.ts';
import { limits } from './limits.ts';

export function add(state: RoomState, userId: UserId, command: CommandOf<'goal:add'>, facts: Facts): Decision {
  const id = facts.commandId as string as GoalId;
  if (find(state, id)) return reject('CONFLICT', 'This id is taken');
  if (state.goals.length >= limits.goals) return reject('CONFLICT', `A room holds ${limits.goals} goals`);
  const goal: Goal = {
    id,
    title: command.title,
    description: command.description ?? '',
    isCompleted: false,
    completedAt: null,
    completedBy: null,
    createdBy: userId,
    createdAt: facts.now,
  };
  return accept([{ type: 'goal.added', goal }], { goalId: id });
}

export function update(state: RoomState, command: CommandOf<'goal:update'>): Decision {
  const goal = find(state, command.goalId);
  if (!goal) return missing;
  const { title = goal.title, description = goal.description } = command;
  if (title === goal.title && description === goal.description) return unchanged;
  return accept([{ type: 'goal.updated', goalId: goal.id, title, description }]);
}

export function complete(state: RoomState, userId: UserId, goalId: GoalId, now: number): Decision {
  const goal = find(state, goalId);
  if (!goal) return missing;
  if (goal.isCompleted) return unchanged;
  return accept([{ type: 'goal.completed', goalId, completedAt: now, completedBy: userId }]);
}

export function reopen(state: RoomState, goalId: GoalId): Decision {
  const goal = find(state, goalId);
  if (!goal) return missing;
  return goal.isCompleted ? accept([{ type: 'goal.reopened', goalId }]) : unchanged;
}

export function move(state: RoomState, { goalId, toIndex }: CommandOf<'goal:move'>): Decision {
  const from = state.goals.findIndex(({ id }) => id === goalId);
  if (from < 0) return missing;
  const to = Math.min(toIndex, state.goals.length - 1);
  return from === to ? unchanged : accept([{ type: 'goal.moved', goalId, toIndex: to }]);
}

export function remove(state: RoomState, goalId: GoalId): Decision {
  return find(state, goalId) ? accept([{ type: 'goal.removed', goalId }]) : missing;
}

const missing = reject('NOT_FOUND', 'There is no such goal');
const find = (state: RoomState, goalId: GoalId) => state.goals.find(({ id }) => id === goalId);
