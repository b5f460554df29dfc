import * as fc from 'fast-check';
import type { Event } from '../../server/domain/room.ts';
import { roomEvent } from '../../server/protocol/events.ts';
import { crowd, shortPhases, stepsOf } from './room-steps.ts';
import { playOut } from './room-story.ts';
import { roomOf } from './rooms.ts';
import { checkSeeded } from './seeded.ts';

const rooms = fc.record({
  isPublic: fc.boolean(),
  waitingRoom: fc.boolean(),
  maxParticipants: fc.integer({ min: 2, max: 6 }),
  invited: fc.subarray(crowd),
});

const backstage: Event['type'][] = ['connection.knocked', 'node.lost', 'attendance.continued', 'standIn.began'];

/** Random stories keep every rule. Returns the kinds of events that no story had. */
export function storiesKeepTheRules(numRuns: number, maxLength: number): string[] {
  const missing = new Set<string>([...roomEvent.options.map((option) => option.shape.type.value), ...backstage]);
  const property = fc.property(rooms, stepsOf(maxLength), ({ invited, ...settings }, steps) => {
    const seen = playOut(roomOf({ owner: crowd[0]!, settings, timer: shortPhases, invited }), steps);
    for (const type of seen.keys()) missing.delete(type);
  });
  checkSeeded('random stories of a room', property, numRuns);
  return [...missing];
}
