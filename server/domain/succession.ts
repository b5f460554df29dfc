import type { UserId } from '../protocol/ids.ts';
import type { Participant } from '../protocol/room.ts';
import { accept, reject, type Decision } from './decision.ts';
import { limits } from './limits.ts';
import { peopleHere, type Event, type Room } from './room.ts';

/** Who takes control while the host is away: the first co-host, else whoever has been here longest; null if nobody is. */
export function successor(room: Room): Participant | null {
  const { state } = room;
  const present = peopleHere(room);
  const here = Object.values(state.participants).filter(
    (one) => one.status === 'JOINED' && one.userId !== state.hostId && present.has(one.userId),
  );
  const coHosts = here.filter((one) => one.role === 'CO_HOST');
  return (coHosts.length > 0 ? coHosts : here).toSorted((a, b) => seniority(room, a) - seniority(room, b))[0] ?? null;
}

const seniority = (room: Room, one: Participant): number => room.backstage.attendingSince[one.userId] ?? Infinity;

/**
 * Control passes to `hostId`. Never two hosts: the fold takes the role from the former one. Who stood in for the owner
 * gets back the role they had; who stands in now has theirs noted.
 */
export function handOver(room: Room, hostId: UserId, ownerId: UserId): Event[] {
  const { state, backstage } = room;
  const changed: Event = { type: 'host.changed', hostId, ownerId };
  const { standIn } = backstage;
  const restored: Event[] =
    standIn && standIn.role === 'CO_HOST' && standIn.userId === state.hostId && standIn.userId !== hostId
      ? [{ type: 'participant.roleChanged', userId: standIn.userId, role: 'CO_HOST' }]
      : [];
  const role = state.participants[hostId]?.role ?? 'PARTICIPANT';
  const noted: Event[] = hostId === ownerId ? [] : [{ type: 'standIn.began', userId: hostId, role }];
  return [...noted, changed, ...restored];
}

export function succeed(room: Room, now: number): Decision {
  const since = room.backstage.hostAbsentSince;
  if (since === null || now < since + limits.successionMs) return reject('INVALID_STATE', 'The host is not away');
  const next = successor(room);
  return next ? accept(handOver(room, next.userId, room.state.ownerId)) : reject('INVALID_STATE', 'Nobody is here');
}

/** The owner gives the room away; who stands in gives only the control, and the owner regains it on return. */
export function transfer(room: Room, from: UserId, to: UserId): Decision {
  const { state } = room;
  if (state.participants[to]?.status !== 'JOINED') return reject('NOT_FOUND', 'That person is not in the room');
  if (to === state.hostId) return accept([]);
  if (from !== state.ownerId) return accept(handOver(room, to, state.ownerId));
  return accept([...handOver(room, to, to), { type: 'participant.roleChanged', userId: from, role: 'CO_HOST' }]);
}
