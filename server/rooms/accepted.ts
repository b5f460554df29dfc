import type { CommandResult } from '../protocol/commands.ts';
import type { Event, StoredCommit } from '../domain/room.ts';
import type { AcceptedCommand } from './ports.ts';

/** The commands that made these commits, with the answers they got: all that is in an answer is in the commit. */
export function acceptedIn(commits: readonly StoredCommit[]): AcceptedCommand[] {
  return commits.flatMap(({ actorId, commandId, epoch, rev, events }) => {
    if (actorId === null || commandId === undefined) return [];
    const result = events.map(resultOf).find((one) => one !== null);
    return [{ actorId, commandId, answer: { epoch, rev, ...(result ? { result } : {}) } }];
  });
}

function resultOf(event: Event): CommandResult | null {
  switch (event.type) {
    case 'chat.sent':
      return { messageId: event.message.id };
    case 'chat.reacted':
      return { on: event.on };
    case 'goal.added':
      return { goalId: event.goal.id };
    default:
      return null;
  }
}
