import { applyCommit } from '../../domain/apply.ts';
import type { Room, StoredCommit } from '../../domain/room.ts';
import type { SessionId } from '../../protocol/ids.ts';
import type { CommandAnswer } from '../../protocol/socket.ts';
import type { CommitOutcome, LoadedRoom } from '../../rooms/ports.ts';

// What the scripts answer is ours: its shape is trusted, and said at the head of each.

export const toCommits = (bodies: readonly string[]) => bodies.map((body) => JSON.parse(body) as StoredCommit);

/** The reply of load.lua, folded. Throws if what is stored of the room makes no sense. */
export function toRoom(sessionId: SessionId, reply: unknown): LoadedRoom | null {
  if (reply === null) return null;
  const [epoch, rev, covered, suspect, snapshot, ...bodies] = reply as [
    string,
    string,
    string,
    number,
    string,
    ...string[],
  ];
  try {
    if (Number(covered) + bodies.length !== Number(rev)) throw new Error('its log has a gap');
    const room = toCommits(bodies).reduce(applyCommit, JSON.parse(snapshot) as Room);
    const stored = { epoch: Number(epoch), rev: Number(rev), room };
    return suspect ? { ...stored, suspect: true } : stored;
  } catch (error) {
    throw new Error(`What is stored of session ${sessionId} cannot be read`, { cause: error });
  }
}

type CommitReply =
  | readonly ['committed']
  | readonly ['stale']
  | readonly ['conflict', ...string[]]
  | readonly ['repeated', ...(number | string)[]];

/** The reply of commit.lua. `indexes` are those of the entries whose commands were sent along, in the same order. */
export function toOutcome(reply: unknown, indexes: readonly number[]): CommitOutcome {
  const [kind, ...rest] = reply as CommitReply;
  switch (kind) {
    case 'committed':
    case 'stale':
      return { kind };
    case 'conflict':
      return { kind, missed: toCommits(rest as string[]) };
    case 'repeated': {
      const answers = new Map<number, CommandAnswer>();
      for (let at = 0; at < rest.length; at += 2) {
        answers.set(indexes[Number(rest[at]) - 1]!, JSON.parse(String(rest[at + 1])) as CommandAnswer);
      }
      return { kind, answers };
    }
  }
}
