import type { DocumentName } from '../../docs/names.ts';
import type { CommandId, SessionId, UserId } from '../../protocol/ids.ts';

/*
 * Every key and channel of Carrel in Redis. What stands in braces is the hash tag: Redis Cluster keeps the keys of one
 * room on one shard, which a script may then change in one step. Everything else has a tag of its own, and no script
 * touches two tags. Only commands, notes of release, emptied logs of documents
 * and leases of calls expire by themselves.
 */

const room = (sessionId: SessionId, what: string) => `carrel:{${sessionId}}:${what}`;

/** Hash: epoch, rev, trimmed (the log goes on after this rev), covered (rev of the snapshot), run (of Redis, when last opened or renewed). */
export const roomKey = (sessionId: SessionId) => room(sessionId, 'room');
/** String: the room as of `covered`, as JSON. */
export const snapshotKey = (sessionId: SessionId) => room(sessionId, 'snapshot');
/** Stream: a commit as JSON under the id `<rev>-0`. Revs go on from epoch to epoch, and so do the ids. */
export const logKey = (sessionId: SessionId) => room(sessionId, 'log');
/** String, for 24 hours: the answer that an accepted command got, as JSON. */
export const commandKey = (sessionId: SessionId, actorId: UserId, commandId: CommandId) =>
  room(sessionId, `command:${actorId}:${commandId}`);
/** Hash, for 24 hours: epoch and rev where the room was released. */
export const releasedKey = (sessionId: SessionId) => room(sessionId, 'released');
/** Sharded channel: each write as a JSON list of its commits. */
export const channel = (sessionId: SessionId) => room(sessionId, 'commits');

/**
 * Hash: incarnation of the document's log (another begins whenever Redis may have lost something), seq (of the last
 * entry), trimmed (the database has all up to here), run (of Redis, when the incarnation began).
 */
export const documentKey = ({ sessionId, kind }: DocumentName) => room(sessionId, `document:${kind}`);
/** Stream: an update under the id `<seq>-0`, with the node that appended it and, as JSON, what came with it. */
export const documentLogKey = ({ sessionId, kind }: DocumentName) => room(sessionId, `document:${kind}:log`);
/** Sharded channel: `u`, then each update as it is appended; `a`, then what nodes tell each other of who is there. */
export const documentChannel = ({ sessionId, kind }: DocumentName) => room(sessionId, `document:${kind}:news`);

/** Hash, for some seconds unless it is renewed: the node that has the router of the room's call, and the token of its lease. */
export const mediaKey = (sessionId: SessionId) => room(sessionId, 'media');
/** Sharded channel: what other nodes say to this one about calls, as JSON. */
export const mediaChannel = (node: string) => `carrel:{node:${node}}:media`;

/**
 * Sorted set: every room in the store, by when to look at it, +inf for never. One key for all rooms: it is written when
 * a room is opened, released or leaves a node's memory and when a timer starts, some times an hour a room, never by a
 * commit; 10,000 rooms make some tens of writes a second, of which one shard bears a thousandfold.
 */
export const roomsKey = 'carrel:{rooms}:due';
/** Hash: the last heartbeat of each node, in epoch milliseconds. */
export const nodesKey = 'carrel:{nodes}:seen';
/** String: written to see whether Redis accepts writes. */
export const healthKey = 'carrel:{health}:written';
