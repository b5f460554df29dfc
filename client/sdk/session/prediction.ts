import type { Command, CommandName } from '../../../server/protocol/commands.ts';
import type { RoomState } from '../../../server/protocol/room.ts';
import type { UserId } from '../../../server/protocol/ids.ts';
import * as chat from '../../../server/domain/chat.ts';
import type { Decision, Facts } from '../../../server/domain/decision.ts';
import { fold } from '../../../server/domain/fold.ts';
import * as goals from '../../../server/domain/goals.ts';
import { forbids } from '../../../server/domain/policy.ts';
import type { RoomEvent } from '../../../server/protocol/events.ts';
import type { PendingCommand } from './session-state.ts';

/** What is shown before the server answers: chat and goals, whose outcome is all but certain and nobody else's affair. */
export const isPredicted = (name: CommandName): boolean => name.startsWith('chat:') || name.startsWith('goal:');

/**
 * The room as it will be when the server accepts what is pending, by the server's own rules. Played anew over every state
 * the server tells, so that a prediction never outlives its reason: what the rules now refuse has no effect.
 */
export function predict(room: RoomState, userId: UserId, pending: readonly PendingCommand[]): RoomState {
  return pending.reduce((state, command) => {
    const decision = decide(state, userId, command);
    if (!decision?.ok) return state;
    const meta = { rev: 0, at: command.givenAt, actorId: userId };
    // The rules of chat and goals have nothing to do backstage.
    return decision.events.reduce((current, event) => fold(current, event as RoomEvent, meta), state);
  }, room);
}

function decide(state: RoomState, userId: UserId, pending: PendingCommand): Decision | null {
  const { commandId, name, givenAt } = pending;
  if (!isPredicted(name) || forbids(state, userId, name)) return null;
  const facts: Facts = { now: givenAt, commandId, maxParticipants: 0 };
  const command = { type: name, ...(pending.args as object) } as Command;
  switch (command.type) {
    case 'chat:send':
      return chat.send(state, userId, command, facts);
    case 'chat:edit':
      return chat.edit(state, userId, command, facts);
    case 'chat:delete':
      return chat.remove(state, userId, command, facts);
    case 'chat:react':
      return chat.react(state, userId, command, facts);
    case 'goal:add':
      return goals.add(state, userId, command, facts);
    case 'goal:update':
      return goals.update(state, command);
    case 'goal:complete':
      return goals.complete(state, userId, command.goalId, givenAt);
    case 'goal:reopen':
      return goals.reopen(state, command.goalId);
    case 'goal:move':
      return goals.move(state, command);
    case 'goal:remove':
      return goals.remove(state, command.goalId);
    default:
      return null;
  }
}
