import type { Event } from '../../domain/room.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { Changes, PersonChange, Stays } from './room-changes.ts';

type Of<Type extends Event['type']> = Extract<Event, { type: Type }>;
type PersonEvent = Of<
  | 'participant.invited'
  | 'participant.joined'
  | 'participant.left'
  | 'participant.removed'
  | 'participant.readmitted'
  | 'participant.roleChanged'
>;

export function projectPerson({ people }: Changes, event: PersonEvent, at: number): void {
  const known = people.get(event.userId) ?? {};
  people.set(event.userId, { ...known, ...personChange(known, event, at) });
}

function personChange(known: PersonChange, event: PersonEvent, at: number): PersonChange {
  switch (event.type) {
    case 'participant.invited':
      return { fresh: true, status: 'INVITED', role: event.role };
    case 'participant.joined':
      return { fresh: true, status: 'JOINED', role: event.role, joinedAt: known.joinedAt ?? at, leftAt: null };
    case 'participant.left':
      return { status: 'LEFT', leftAt: at };
    case 'participant.removed':
      return { status: 'REMOVED', role: 'PARTICIPANT', leftAt: at };
    case 'participant.readmitted':
      return { status: 'LEFT' };
    case 'participant.roleChanged':
      return { role: event.role };
  }
}

/** Never two hosts: who was host before, in the rows or since, is a participant until an event says otherwise. */
export function projectHost(changes: Changes, hostId: UserId): void {
  const { people } = changes;
  for (const [userId, one] of people) if (one.role === 'HOST') people.set(userId, { ...one, role: 'PARTICIPANT' });
  people.set(hostId, { ...people.get(hostId), role: 'HOST' });
  changes.hostChanged = true;
}

type AttendanceEvent = Of<'attendance.started' | 'attendance.ended' | 'attendance.continued'>;

/** Only the last interval of a person ever changes: it ends, or goes on as if it had not ended. */
export function projectAttendance(attendance: Map<UserId, Stays>, event: AttendanceEvent): void {
  const stays = attendance.get(event.userId) ?? { later: [] };
  attendance.set(event.userId, stays);
  const last = stays.later.at(-1);
  switch (event.type) {
    case 'attendance.started':
      // Back within the same millisecond: an interval is known by its start.
      if (last?.startedAt === event.at) last.endedAt = null;
      else stays.later.push({ startedAt: event.at, endedAt: null });
      return;
    case 'attendance.ended':
      if (last) last.endedAt = event.at;
      else stays.earlier = { endedAt: event.at };
      return;
    case 'attendance.continued':
      if (last) last.endedAt = null;
      else stays.earlier = { endedAt: null };
      return;
  }
}
