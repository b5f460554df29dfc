import type { EventOf, RoomEvent } from '../../protocol/events.ts';
import type { GoalId } from '../../protocol/ids.ts';
import type { Goal } from '../../protocol/room.ts';
import type { ChatChanges, GoalChanges, OrderStep } from './room-changes.ts';

type ChatEvent = Extract<RoomEvent, { type: `chat.${string}` }>;

export function projectChat(chat: ChatChanges, event: ChatEvent, { rev, at }: { rev: number; at: number }): void {
  switch (event.type) {
    case 'chat.sent': {
      const { message } = event;
      if (!chat.sent.has(message.id)) chat.sent.set(message.id, { ...message, rev });
      return;
    }
    case 'chat.edited': {
      const { messageId, content, editedAt } = event;
      const sent = chat.sent.get(messageId);
      if (chat.deleted.has(messageId) || (sent && sent.deletedAt !== null)) return;
      if (sent) chat.sent.set(messageId, { ...sent, content, editedAt });
      else chat.edited.set(messageId, { content, editedAt });
      return;
    }
    case 'chat.deleted':
      return projectDeletion(chat, event);
    case 'chat.reacted': {
      const { messageId, userId, emoji, on } = event;
      chat.reactions.set(`${messageId} ${userId} ${emoji}`, { messageId, userId, emoji, at: on ? at : null });
    }
  }
}

function projectDeletion(chat: ChatChanges, { messageId, deletedAt }: EventOf<'chat.deleted'>): void {
  for (const [key, reaction] of chat.reactions) if (reaction.messageId === messageId) chat.reactions.delete(key);
  const sent = chat.sent.get(messageId);
  if (sent) return void chat.sent.set(messageId, { ...sent, content: '', deletedAt: sent.deletedAt ?? deletedAt });
  if (!chat.deleted.has(messageId)) chat.deleted.set(messageId, deletedAt);
}

type GoalEvent = Extract<RoomEvent, { type: `goal.${string}` }>;

export function projectGoal(goals: GoalChanges, event: GoalEvent): void {
  switch (event.type) {
    case 'goal.added':
      goals.added.set(event.goal.id, event.goal);
      return void goals.order.push({ id: event.goal.id, to: 'end' });
    case 'goal.updated':
      return change(goals, event.goalId, { title: event.title, description: event.description });
    case 'goal.completed': {
      const { goalId, completedAt, completedBy } = event;
      return change(goals, goalId, { isCompleted: true, completedAt, completedBy });
    }
    case 'goal.reopened':
      return change(goals, event.goalId, { isCompleted: false, completedAt: null, completedBy: null });
    case 'goal.moved':
      return void goals.order.push({ id: event.goalId, to: event.toIndex });
    case 'goal.removed':
      goals.added.delete(event.goalId);
      goals.changed.delete(event.goalId);
      goals.removed.add(event.goalId);
      return void goals.order.push({ id: event.goalId, to: 'gone' });
  }
}

function change({ added, changed }: GoalChanges, id: GoalId, part: Partial<Goal>): void {
  const goal = added.get(id);
  if (goal) added.set(id, { ...goal, ...part });
  else changed.set(id, { ...changed.get(id), ...part });
}

/** The order of goals after these steps, as the room's own fold has it. */
export function reordered(ids: readonly GoalId[], steps: readonly OrderStep[]): GoalId[] {
  return steps.reduce<GoalId[]>(
    (order, { id, to }) => {
      const others = order.filter((other) => other !== id);
      if (to === 'gone') return others;
      if (to === 'end') return order.includes(id) ? order : [...order, id];
      return order.includes(id) ? others.toSpliced(to, 0, id) : order;
    },
    [...ids],
  );
}
