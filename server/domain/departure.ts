import type { ConnectionId, UserId } from '../protocol/ids.ts';
import { accept, reject, unchanged, type Decision } from './decision.ts';
import { limits } from './limits.ts';
import { connectionIds, connectionsOf, type Connection, type Event, type NodeName, type Room } from './room.ts';

/** One connection is gone; its person is absent from now on if it was their last. */
export function disconnect(room: Room, connectionId: ConnectionId, now: number): Decision {
  const connection = room.backstage.connections[connectionId];
  return connection ? accept(closing(room, connectionId, connection, now)) : unchanged;
}

/** A tab says goodbye. The person has left when it was their last. */
export function leave(room: Room, connectionId: ConnectionId, now: number): Decision {
  const connection = room.backstage.connections[connectionId];
  if (!connection) return unchanged;
  const { userId, stage } = connection;
  const last = stage === 'joined' && connectionsOf(room, userId).length === 1;
  const left: Event[] = last ? [{ type: 'participant.left', userId, reason: 'LEAVE' }] : [];
  return accept([...closing(room, connectionId, connection, now), ...left]);
}

/** The person leaves, with all their tabs. */
export function withdraw(room: Room, userId: UserId, now: number): Decision {
  if (room.state.participants[userId]?.status !== 'JOINED') return reject('INVALID_STATE', 'You are not in the room');
  return accept([...departure(room, userId, now), { type: 'participant.left', userId, reason: 'LEAVE' }]);
}

/** Every connection of a person closes. */
export function departure(room: Room, userId: UserId, now: number): Event[] {
  const closed = connectionIds(room, (one) => one.userId === userId).map((connectionId): Event => {
    return { type: 'connection.closed', connectionId, userId };
  });
  return [...closed, ...attendanceEnds(room, userId, now, false)];
}

/** A node is gone with all its connections; nobody was seen after `lastSeenAt`. */
export function reap(room: Room, node: NodeName, lastSeenAt: number): Decision {
  const lost = connectionIds(room, (one) => one.node === node);
  if (lost.length === 0) return unchanged;
  const closed = lost.map((connectionId): Event => {
    return { type: 'connection.closed', connectionId, userId: room.backstage.connections[connectionId]!.userId };
  });
  const people = new Set(lost.map((id) => room.backstage.connections[id]!.userId));
  const survivors = new Set(
    connectionIds(room, (one) => one.node !== node && one.stage === 'joined').map(
      (id) => room.backstage.connections[id]!.userId,
    ),
  );
  const ends = [...people].flatMap((userId) =>
    survivors.has(userId) ? [] : attendanceEnds(room, userId, lastSeenAt, true),
  );
  const knocks = [...people].flatMap((userId) => {
    const others = connectionIds(room, (one) => one.userId === userId && one.node !== node && one.stage === 'knocking');
    return userId in room.state.waiting && others.length === 0 ? [withdrawn(userId)] : [];
  });
  return accept([{ type: 'node.lost', node, lastSeenAt }, ...closed, ...ends, ...knocks]);
}

export function fade({ state, backstage }: Room, userId: UserId, now: number): Decision {
  const since = backstage.absentSince[userId];
  const due = since !== undefined && now >= since + limits.awayMs && state.participants[userId]?.presence === 'ONLINE';
  return due ? accept([{ type: 'participant.away', userId }]) : notAbsent;
}

export function expire({ backstage }: Room, userId: UserId, now: number): Decision {
  const since = backstage.absentSince[userId];
  const due = since !== undefined && now >= since + limits.leaveMs;
  return due ? accept([{ type: 'participant.left', userId, reason: 'TIMEOUT' }]) : notAbsent;
}

const notAbsent = reject('INVALID_STATE', 'That person is here');

function closing(room: Room, connectionId: ConnectionId, { userId, stage }: Connection, now: number): Event[] {
  const closed: Event = { type: 'connection.closed', connectionId, userId };
  const others = connectionIds(room, (one) => one.userId === userId && one.stage === stage).length > 1;
  if (others) return [closed];
  if (stage === 'knocking') return [closed, ...(userId in room.state.waiting ? [withdrawn(userId)] : [])];
  return [closed, ...attendanceEnds(room, userId, now, false)];
}

const withdrawn = (userId: UserId): Event => ({ type: 'participant.knockWithdrawn', userId });

function attendanceEnds({ backstage }: Room, userId: UserId, at: number, lost: boolean): Event[] {
  const since = backstage.attendingSince[userId];
  return since === undefined ? [] : [{ type: 'attendance.ended', userId, at: Math.max(since, at), lost }];
}
