import type { UserId } from '../protocol/ids.ts';
import { limits } from './limits.ts';
import { isOver, type Room } from './room.ts';
import { emptyFrom } from './session.ts';
import { successor } from './succession.ts';
import type { ServerCommand } from './server-command.ts';
import { closesAt } from './timer.ts';

export type Deadline = { readonly at: number; readonly command: ServerCommand };

/** Everything that will happen in a room by the mere passing of time. Nobody ticks: this is what is waited for. */
export function deadlines(room: Room): Deadline[] {
  const { state, backstage } = room;
  if (isOver(state)) return [];
  const due: Deadline[] = [];
  const { timer } = state;
  if (timer.status === 'RUNNING' && timer.endsAt !== null) {
    due.push({ at: closesAt(room, timer.endsAt), command: { type: 'timer:elapse', startedRev: backstage.startedRev } });
  }
  for (const [id, since] of Object.entries(backstage.absentSince) as [UserId, number][]) {
    if (state.participants[id]?.presence === 'ONLINE') {
      due.push({ at: since + limits.awayMs, command: { type: 'presence:fade', userId: id } });
    }
    due.push({ at: since + limits.leaveMs, command: { type: 'presence:expire', userId: id } });
  }
  if (backstage.hostAbsentSince !== null && successor(room)) {
    due.push({ at: backstage.hostAbsentSince + limits.successionMs, command: { type: 'host:succeed' } });
  }
  const emptySince = emptyFrom(room);
  if (emptySince !== null) due.push({ at: emptySince + limits.emptyMs, command: { type: 'session:expire' } });
  return due;
}

export const nextDeadline = (room: Room): Deadline | null =>
  deadlines(room).reduce<Deadline | null>((first, one) => (first && first.at <= one.at ? first : one), null);
