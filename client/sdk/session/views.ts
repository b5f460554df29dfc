import type { CommandId, GoalId, UserId } from '../../../server/protocol/ids.ts';
import type { Goal, Message, RoomState } from '../../../server/protocol/room.ts';
import { reuse, reuseList } from '../reuse.ts';
import { predict } from './prediction.ts';
import type { ChatEntry, ChatView, GoalEntry, GoalsView, ItemDelivery, PendingCommand } from './session-state.ts';

/** What the views are made of: the room as told, as predicted, and what is pending or failed. */
export interface Scene {
  readonly told: RoomState;
  readonly shown: RoomState;
  readonly userId: UserId;
  readonly pending: readonly PendingCommand[];
}

interface Archive {
  readonly older: readonly Message[];
  readonly status: ChatView['older'];
  readonly name: (userId: UserId) => string | null;
}

const sent: ItemDelivery = { kind: 'sent' };

/** The chat as it is shown. What is the same as in the view before keeps its identity. */
export function chatView(scene: Scene, archive: Archive, before: ChatView): ChatView {
  const { told, shown, userId, pending } = scene;
  const deliveries = deliveriesBy(pending, chatTarget);
  const known = new Map(before.entries.map((entry) => [entry.message.id, entry]));
  const predicted = new Map(shown.chat.recent.map((message) => [message.id, message]));
  const fresh = new Set(shown.chat.recent.map(({ id }) => id));
  for (const { id } of told.chat.recent) fresh.delete(id);

  // Live state keeps so many messages; what is pending pushes none of those told out of view.
  const messages = [
    ...archived(scene, archive.older),
    ...told.chat.recent.map((message) => predicted.get(message.id) ?? message),
    ...shown.chat.recent.filter(({ id }) => fresh.has(id)),
    ...failedMessages(pending, userId),
  ];
  const entries = messages.map((message) => {
    const { authorId } = message;
    const authorName = authorId && (told.participants[authorId]?.name ?? archive.name(authorId));
    const delivery = deliveries.get(message.id) ?? sent;
    return reuse<ChatEntry>(known.get(message.id), { message, authorName, delivery });
  });
  return reuse(before, {
    entries: reuseList(before.entries, entries),
    total: told.chat.total,
    older: reuse(before.older, archive.status),
  });
}

/** The goals as they are shown, likewise. */
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

/** Pages of the archive with what is pending played over them, as over live state. */
function archived({ told, userId, pending }: Scene, older: readonly Message[]): readonly Message[] {
  const changes = pending.filter(({ name, delivery }) => delivery.kind === 'pending' && changesMessage(name));
  if (older.length === 0 || changes.length === 0) return older;
  const room = { ...told, chat: { recent: [...older], total: told.chat.total } };
  return predict(room, userId, changes).chat.recent;
}

const changesMessage = (name: string): boolean =>
  name === 'chat:edit' || name === 'chat:delete' || name === 'chat:react';

const isFailed = ({ delivery }: PendingCommand): boolean => delivery.kind === 'failed';

function failedMessages(pending: readonly PendingCommand[], authorId: UserId): Message[] {
  return pending.filter(isFailed).flatMap((command): Message[] => {
    if (command.name !== 'chat:send') return [];
    const { content } = command.args;
    const id = command.commandId as string as Message['id'];
    const blank = { editedAt: null, deletedAt: null, reactions: {} };
    return [{ id, authorId, type: 'TEXT', content, createdAt: command.givenAt, ...blank }];
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

/** The last word on each item that something pending is about. */
function deliveriesBy(
  pending: readonly PendingCommand[],
  target: (command: PendingCommand) => string | null,
): ReadonlyMap<string, ItemDelivery> {
  const deliveries = new Map<string, ItemDelivery>();
  for (const command of pending) {
    const id = target(command);
    const { commandId, delivery } = command;
    if (id !== null) deliveries.set(id, { ...delivery, commandId });
  }
  return deliveries;
}

function chatTarget(command: PendingCommand): string | CommandId | null {
  switch (command.name) {
    case 'chat:send':
      return command.commandId;
    case 'chat:edit':
    case 'chat:delete':
    case 'chat:react':
      return command.args.messageId;
    default:
      return null;
  }
}

function goalTarget(command: PendingCommand): string | CommandId | null {
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
