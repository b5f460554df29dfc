import type { CommandOf } from '../protocol/commands.ts';
import type { UserId } from '../protocol/ids.ts';
import { accept, reject, unchanged, type Decision } from './decision.ts';
import { departure } from './departure.ts';
import { limits } from './limits.ts';
import { isHost, standingOf } from './policy.ts';
import { asPerson, type Event, type Person, type Room } from './room.ts';

export function setRole({ state }: Room, { userId, role }: CommandOf<'participant:setRole'>): Decision {
  const one = state.participants[userId];
  if (one?.status !== 'JOINED') return absent;
  if (one.role === 'HOST') return reject('INVALID_STATE', 'Pass the room on instead');
  return one.role === role ? unchanged : accept([{ type: 'participant.roleChanged', userId, role }]);
}

export function remove(room: Room, by: UserId, userId: UserId, now: number): Decision {
  const { state } = room;
  const one = state.participants[userId];
  if (!one || one.status === 'REMOVED') return one ? unchanged : absent;
  if (userId === by) return reject('INVALID_STATE', 'Leave instead');
  if (userId === state.ownerId || one.role === 'HOST') return reject('FORBIDDEN', 'The host cannot be removed');
  if (one.role === 'CO_HOST' && standingOf(state, by) !== 'host') {
    return reject('FORBIDDEN', 'Only the host may remove a co-host');
  }
  const removed = Object.values(state.participants).filter(({ status }) => status === 'REMOVED').length;
  if (removed >= limits.removed) return reject('CONFLICT', 'Too many people were removed: lock the room');
  return accept([{ type: 'participant.removed', userId }, ...departure(room, userId, now)]);
}

export function readmit({ state }: Room, userId: UserId): Decision {
  return state.participants[userId]?.status === 'REMOVED'
    ? accept([{ type: 'participant.readmitted', userId }])
    : reject('INVALID_STATE', 'That person was not removed');
}

export function setChatMuted({ state }: Room, { userId, muted }: CommandOf<'participant:setChatMuted'>): Decision {
  const one = state.participants[userId];
  if (!one || one.status === 'REMOVED') return absent;
  if (muted && isHost(state, userId)) return reject('FORBIDDEN', 'A host cannot be muted');
  return one.chatMuted === muted ? unchanged : accept([{ type: 'participant.chatMuted', userId, muted }]);
}

export function raiseHand({ state }: Room, userId: UserId): Decision {
  const raised = state.participants[userId]?.handRaisedAt !== null;
  return raised ? unchanged : accept([{ type: 'participant.handRaised', userId }]);
}

export function lowerHand({ state }: Room, by: UserId, userId: UserId): Decision {
  if (by !== userId && !isHost(state, by)) return reject('FORBIDDEN', 'Only a host may lower the hand of another');
  const one = state.participants[userId];
  if (!one) return absent;
  return one.handRaisedAt === null ? unchanged : accept([{ type: 'participant.handLowered', userId }]);
}

export function setStatus({ state }: Room, userId: UserId, command: CommandOf<'participant:setStatus'>): Decision {
  const { status, text = '' } = command;
  const mood = state.participants[userId]?.mood;
  if (mood?.status === status && mood.text === text) return unchanged;
  return accept([{ type: 'participant.statusSet', userId, status, text }]);
}

/** People are invited by name. Who is in the room, or was removed from it, is passed over. */
export function invite({ state }: Room, people: readonly Person[]): Decision {
  const invited = Object.values(state.participants).filter(({ status }) => status === 'INVITED').length;
  const distinct = new Map(people.map((person) => [person.userId, person]));
  const fresh = [...distinct.values()].filter(({ userId }) => !state.participants[userId]);
  if (invited + fresh.length > limits.invited)
    return reject('CONFLICT', `At most ${limits.invited} people are invited`);
  return accept(fresh.map((one): Event => ({ type: 'participant.invited', ...asPerson(one), role: 'PARTICIPANT' })));
}

const absent = reject('NOT_FOUND', 'That person is not in the room');
