import { applyCommit } from '../../server/domain/apply.ts';
import type { NodeName, Room, StoredCommit } from '../../server/domain/room.ts';
import type { Cursor } from '../../server/protocol/events.ts';
import type { CommandId, SessionId, UserId } from '../../server/protocol/ids.ts';
import type { CommandAnswer } from '../../server/protocol/socket.ts';
import type { CommitOutcome, Entry, RoomStore, StoredRoom } from '../../server/rooms/ports.ts';
import { interference } from './interference.ts';

const rememberedMs = 24 * 60 * 60_000;

/** Everything as JSON, as in a real store: nobody holds an object that is also in here. */
type Log = Cursor & {
  /** The log reaches back to what came after this rev. */
  trimmedRev: number;
  snapshot: { rev: number; room: string };
  commits: Map<number, string>;
  /** Which life of the store wrote here last. */
  run: number;
};

/** What outlives the process: give it to the next store to play a restart. */
export const memoryData = () => ({
  logs: new Map<SessionId, Log>(),
  released: new Map<SessionId, Cursor>(),
  remembered: new Map<string, { answer: string; expiresAt: number }>(),
  due: new Map<SessionId, number>(),
  nodes: new Map<NodeName, number>(),
  /** One more, and every room is suspect. */
  run: 0,
});

/** The port in memory, with ways to interfere with its commits: see interference.ts. */
export function memoryRoomStore({
  now,
  data = memoryData(),
}: {
  now: () => number;
  data?: ReturnType<typeof memoryData>;
}) {
  const { logs, released, remembered, due, nodes } = data;
  let state: 'open' | 'closed' = 'open';

  const keyOf = (sessionId: SessionId, actorId: UserId, commandId: CommandId) => `${sessionId} ${actorId} ${commandId}`;
  const recall = (key: string): CommandAnswer | null => {
    const known = remembered.get(key);
    return known !== undefined && known.expiresAt > now() ? (JSON.parse(known.answer) as CommandAnswer) : null;
  };
  const after = (log: Log, rev: number, limit = Infinity): StoredCommit[] => {
    const last = Math.min(log.rev, rev + limit);
    const revs = Array.from({ length: last - rev }, (_, index) => rev + 1 + index);
    return revs.map((one) => JSON.parse(log.commits.get(one)!) as StoredCommit);
  };
  const reaches = (log: Log, { epoch, rev }: Cursor) => epoch === log.epoch && rev >= log.trimmedRev && rev <= log.rev;

  function append(sessionId: SessionId, expected: Cursor, entries: readonly Entry[]): CommitOutcome {
    const answers = new Map<number, CommandAnswer>();
    for (const [index, { command }] of entries.entries()) {
      const answer = command && recall(keyOf(sessionId, command.actorId, command.commandId));
      if (answer) answers.set(index, answer);
    }
    if (answers.size > 0) return { kind: 'repeated', answers };
    const log = logs.get(sessionId);
    if (log === undefined || log.run !== data.run || !reaches(log, expected)) return { kind: 'stale' };
    if (log.rev > expected.rev) return { kind: 'conflict', missed: after(log, expected.rev) };
    for (const { commit, command } of entries) {
      log.rev += 1;
      log.commits.set(log.rev, JSON.stringify(commit));
      if (!command) continue;
      const remember = { answer: JSON.stringify(command.answer), expiresAt: now() + rememberedMs };
      remembered.set(keyOf(sessionId, command.actorId, command.commandId), remember);
    }
    return { kind: 'committed' };
  }

  /** A rival's commit, in which nothing happens: what the next caller expects is no longer so. */
  function intrude(sessionId: SessionId): void {
    const log = logs.get(sessionId);
    if (log === undefined) return;
    const commit: StoredCommit = { epoch: log.epoch, rev: log.rev + 1, at: now(), actorId: null, events: [] };
    append(sessionId, { epoch: log.epoch, rev: log.rev }, [{ commit }]);
  }

  const { interfere, ...hooks } = interference(intrude);
  const opened = () => {
    if (state === 'closed') throw new Error('The store is closed');
  };

  const store: RoomStore = {
    now,
    load: async (sessionId) => {
      opened();
      const log = logs.get(sessionId);
      if (log === undefined) return null;
      const room = after(log, log.snapshot.rev).reduce(applyCommit, JSON.parse(log.snapshot.room) as Room);
      const stored = { epoch: log.epoch, rev: log.rev, room };
      return log.run === data.run ? stored : { ...stored, suspect: true };
    },
    renew: async (sessionId, at, { epoch, rev, room }) => {
      opened();
      const log = logs.get(sessionId);
      if (log?.epoch !== at.epoch || log.rev !== at.rev || log.run === data.run) return;
      const snapshot = { rev, room: JSON.stringify(room) };
      const kept = rev === at.rev ? log : { trimmedRev: rev, commits: new Map<number, string>() };
      logs.set(sessionId, { ...kept, epoch, rev, snapshot, run: data.run });
    },
    open: async (sessionId, { epoch, rev, room }) => {
      opened();
      const last = released.get(sessionId);
      if (logs.has(sessionId) || (last && isBefore({ epoch, rev }, last))) return;
      const snapshot = { rev, room: JSON.stringify(room) };
      logs.set(sessionId, { epoch, rev, trimmedRev: rev, snapshot, commits: new Map(), run: data.run });
    },
    commit: async (sessionId, expected, entries) => {
      opened();
      for (const [index, { commit }] of entries.entries()) {
        const follows = commit.epoch === expected.epoch && commit.rev === expected.rev + 1 + index;
        if (!follows) throw new Error('The entries do not continue the log');
      }
      const asked = structuredClone(entries);
      return interfere(sessionId, () => append(sessionId, expected, asked));
    },
    remember: async (sessionId, commands) => {
      opened();
      for (const { actorId, commandId, answer } of commands) {
        const key = keyOf(sessionId, actorId, commandId);
        if (recall(key)) continue;
        remembered.set(key, { answer: JSON.stringify(answer), expiresAt: now() + rememberedMs });
      }
    },
    answered: async (sessionId, actorId, commandId) => {
      opened();
      return recall(keyOf(sessionId, actorId, commandId));
    },
    read: async (sessionId, cursor, limit) => {
      opened();
      const log = logs.get(sessionId);
      return log !== undefined && reaches(log, cursor) ? after(log, cursor.rev, limit) : null;
    },
    revs: async (sessionIds) => {
      opened();
      const there = sessionIds.flatMap((sessionId) => {
        const log = logs.get(sessionId);
        return log ? [[sessionId, { epoch: log.epoch, rev: log.rev }] as const] : [];
      });
      return new Map(there);
    },
    saveSnapshot: async (sessionId, { epoch, rev, room }: StoredRoom) => {
      opened();
      const log = logs.get(sessionId);
      if (log?.epoch !== epoch || rev > log.rev || rev < log.snapshot.rev) return;
      log.snapshot = { rev, room: JSON.stringify(room) };
    },
    trim: async (sessionId, { epoch, rev }) => {
      opened();
      const log = logs.get(sessionId);
      if (log?.epoch !== epoch) return;
      log.trimmedRev = Math.max(log.trimmedRev, Math.min(rev, log.snapshot.rev));
      for (const one of log.commits.keys()) if (one <= log.trimmedRev) log.commits.delete(one);
    },
    release: async (sessionId, { epoch, rev }) => {
      opened();
      const log = logs.get(sessionId);
      if (log?.epoch !== epoch || log.rev !== rev || log.run !== data.run) return false;
      logs.delete(sessionId);
      due.delete(sessionId);
      released.set(sessionId, { epoch, rev });
      return true;
    },
    setDue: async (sessionId, at) => {
      opened();
      if (at === null) due.delete(sessionId);
      else if (logs.has(sessionId)) due.set(sessionId, at);
    },
    due: async (by, limit) => {
      opened();
      const ripe = [...due].filter(([, at]) => at <= by).toSorted(([, one], [, other]) => one - other);
      return ripe.slice(0, limit).map(([sessionId]) => sessionId);
    },
    rooms: async function* () {
      opened();
      yield* logs.keys();
    },
    heartbeat: async (node) => {
      opened();
      nodes.set(node, now());
    },
    nodes: async () => {
      opened();
      return new Map(nodes);
    },
    forgetNode: async (node) => {
      opened();
      nodes.delete(node);
    },
    close: async () => {
      state = 'closed';
    },
  };
  return { ...store, ...hooks };
}

const isBefore = (one: Cursor, other: Cursor) =>
  one.epoch < other.epoch || (one.epoch === other.epoch && one.rev < other.rev);
