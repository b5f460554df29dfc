import { reuse, reuseList } from '../reuse.ts';
import type { GoalId, UserId } from '../../../server/protocol/ids.ts';
import type { Goal } from '../../../server/protocol/room.ts';
import { deliveriesBy, isFailed, sent, type Scene } from './scene.ts';
import type { GoalEntry, GoalsView, PendingCommand } from './session-state.ts';

/** The goals as they are shown. What is the same as in the view before keeps its identity. */
export function goalsView({ shown, userId, pending }: Scene, before: GoalsView): GoalsView {
  const deliveries = deliveriesBy(pending, goalTarget);
  const known = new Map(before.entries.map((entry) => [entry.goal.id, entry]));
  const goals = [...shown.goals, ...failedGoals(pending, userId)];
  const entries = goals.map((goal) =>
    reuse<GoalEntry>(known.get(goal.id), { goal, delivery: deliveries.get(goal.id) ?? sent }),
  );
  const there = new Set(goals.map(({ id }) => id));
  const stray = [...deliveries].flatMap(([id, delivery]) =>
    delivery.kind === 'failed' && !there.has(id as GoalId)
      ? [{ goalId: id as GoalId, commandId: delivery.commandId, refusal: delivery.refusal }]
      : [],
  );
  return reuse(before, {
    entries: reuseList(before.entries, entries),
    completed: goals.filter(({ isCompleted }) => isCompleted).length,
    stray: stray.length === 0 && before.stray.length === 0 ? before.stray : stray,
  });
}

function failedGoals(pending: readonly PendingCommand[], createdBy: UserId): Goal[] {
  return pending.filter(isFailed).flatMap((command): Goal[] => {
    if (command.name !== 'goal:add') return [];
    const { title, description = '' } = command.args;
    const id = command.commandId as string as GoalId;
    const blank = { isCompleted: false, completedAt: null, completedBy: null };
    return [{ id, title, description, createdBy, createdAt: command.givenAt, ...blank }];
  });
}

function goalTarget(command: PendingCommand): string | null {
  switch (command.name) {
    case 'goal:add':
      return command.commandId;
    case 'goal:update':
    case 'goal:complete':
    case 'goal:reopen':
    case 'goal:move':
    case 'goal:remove':
      return command.args.goalId;
    default:
      return null;
  }
}
