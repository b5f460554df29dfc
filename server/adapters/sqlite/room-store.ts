import type { Cursor } from '../../protocol/events.ts';
import type { SessionId } from '../../protocol/ids.ts';
import type { RoomStore } from '../../rooms/ports.ts';
import { commitStep, toRows } from './commit.ts';
import { dueIndex, heartbeats } from './hints.ts';
import { reaches, roomLog } from './log.ts';
import { openFile } from './open-file.ts';
import { remembered } from './remembered.ts';
import { groupWriter } from './writer.ts';

const roomsPerPage = 200;

/**
 * The rooms of a single node, in DATA_DIR/rooms.sqlite. Whoever has it open is alone in DATA_DIR: throws
 * DataDirInUseError if another process is there. Reads see what is durable, never what is still queued.
 */
export function openRoomStore({ dataDir, now }: { dataDir: string; now: () => number }): RoomStore {
  const db = openFile(dataDir);
  const log = roomLog(db);
  const known = remembered(db, now);
  const due = dueIndex(db);
  const nodes = heartbeats(db);
  const commit = commitStep(log, known);
  const { write, flush } = groupWriter(db);
  const read = async <Answer>(look: () => Answer): Promise<Answer> => {
    if (!db.isOpen) throw new Error('The store is closed');
    return look();
  };

  return {
    now,
    load: (sessionId) => read(() => log.fold(sessionId)),
    // The file never has less than was acknowledged: no room is ever suspect.
    renew: async () => {},
    open: async (sessionId, { epoch, rev, room }) => {
      const json = JSON.stringify(room);
      return write(() => {
        const last = known.release(sessionId);
        const outdated = last !== undefined && (epoch < last.epoch || (epoch === last.epoch && rev < last.rev));
        if (!outdated && log.head(sessionId) === undefined) log.enter(sessionId, { epoch, rev }, json);
      });
    },
    commit: async (sessionId, expected, entries) => {
      const rows = toRows(expected, entries);
      return write(() => commit(sessionId, expected, rows));
    },
    remember: async (sessionId, commands) => {
      if (commands.length === 0) return;
      return write(() => {
        for (const { actorId, commandId, answer } of commands) {
          if (known.answer(sessionId, actorId, commandId)) continue;
          known.keepAnswer(sessionId, actorId, commandId, JSON.stringify(answer));
        }
      });
    },
    answered: (sessionId, actorId, commandId) => read(() => known.answer(sessionId, actorId, commandId)),
    read: (sessionId, after, limit) =>
      read(() => {
        const head = log.head(sessionId);
        return head !== undefined && reaches(head, after) ? log.commitsAfter(sessionId, after.rev, limit) : null;
      }),
    revs: (sessionIds) =>
      read(() => {
        const revs = new Map<SessionId, Cursor>();
        for (const sessionId of sessionIds) {
          const head = log.head(sessionId);
          if (head) revs.set(sessionId, { epoch: head.epoch, rev: head.rev });
        }
        return revs;
      }),
    saveSnapshot: async (sessionId, { epoch, rev, room }) => {
      const json = JSON.stringify(room);
      return write(() => log.saveSnapshot(sessionId, { epoch, rev }, json));
    },
    trim: (sessionId, upTo) => write(() => log.trim(sessionId, upTo)),
    release: (sessionId, at) =>
      write(() => {
        const head = log.head(sessionId);
        if (head?.epoch !== at.epoch || head.rev !== at.rev) return false;
        log.drop(sessionId);
        known.keepRelease(sessionId, at);
        return true;
      }),
    setDue: (sessionId, at) => write(() => due.set(sessionId, at)),
    due: (by, limit) => read(() => due.ripe(by, limit)),
    // By pages, each where the last one ended: rooms may come and go meanwhile, and none that stays is missed.
    rooms: async function* () {
      const pageAfter = (last: string) => read(() => log.rooms(last, roomsPerPage));
      let page = await pageAfter('');
      while (page.length > 0) {
        yield* page;
        // oxlint-disable-next-line no-await-in-loop -- whoever iterates sets the pace
        page = await pageAfter(page.at(-1) ?? '');
      }
    },
    heartbeat: (node) => write(() => nodes.beat(node, now())),
    nodes: () => read(() => nodes.all()),
    forgetNode: (node) => write(() => nodes.forget(node)),
    close: async () => {
      if (!db.isOpen) return;
      flush();
      db.close();
    },
  };
}
