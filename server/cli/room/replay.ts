import { isDeepStrictEqual } from 'node:util';
import type { RecordedRoom, RoomRows } from '../../adapters/prisma/room-rows.ts';
import { applyCommit } from '../../domain/apply.ts';
import type { Room, StoredCommit } from '../../domain/room.ts';
import type { SessionId } from '../../protocol/ids.ts';
import type { LoadedRoom } from '../../rooms/ports.ts';
import { note, ok, warning, wrong, type Finding } from '../finding.ts';
import type { Look } from './open-look.ts';

const pageSize = 1_000;

/**
 * Folds the log again on top of what the database has, and compares: log with recorded commits, the room it gives with
 * the room of the store, and the rows with the room they were made from.
 */
export async function replay(look: Look, sessionId: SessionId): Promise<readonly Finding[]> {
  const { store, storeName } = look;
  // In this order: what is recorded meanwhile is not beyond the log that is read then.
  const record = await look.recorded(sessionId);
  if (!record) return [wrong('session', `there is none with the id ${sessionId}`)];
  const stored = await store.load(sessionId);
  const rows = judgeRows(record);
  if (stored) return [...(await judgeLog(look, sessionId, record, stored)), ...rows];
  const { released, epoch, rev } = record.archived;
  return [
    released
      ? note(storeName, `has let the room go at ${epoch}.${rev}`)
      : warning(storeName, 'has lost the room: whoever asks for it next begins a new epoch'),
    ...rows,
  ];
}

async function judgeLog(
  { store, storeName }: Look,
  sessionId: SessionId,
  { archived, commits }: RecordedRoom,
  stored: LoadedRoom,
): Promise<Finding[]> {
  const { epoch, rev } = stored;
  if (archived.rev > rev) {
    return [wrong(storeName, `is at ${epoch}.${rev}, and the database at ${archived.epoch}.${archived.rev}`)];
  }
  // From as far back as the recorded commits go, if the log still does, so that the two can be held against each other.
  const first = Math.max(0, (commits[0]?.rev ?? archived.rev + 1) - 1);
  const log = await readAll(store, sessionId, [first, archived.rev], { epoch, rev });
  if (!log) return [wrong(storeName, `its log begins after ${archived.rev}, where the database ends`)];
  const findings = [judgeOrder(storeName, log)];
  const byRev = new Map(log.map((commit) => [commit.rev, commit]));
  const both = commits.filter((commit) => byRev.has(commit.rev));
  const differing = both.find((commit) => !isDeepStrictEqual(commit, byRev.get(commit.rev)));
  findings.push(
    differing
      ? wrong('recorded commits', `${differing.epoch}.${differing.rev} is another one in the log`)
      : ok('recorded commits', `${both.length} are as in the log`),
  );
  const folded = log.filter((commit) => commit.rev > archived.rev).reduce(applyCommit, archived.room);
  findings.push(
    isDeepStrictEqual(folded, stored.room)
      ? ok('room', `the log folds to what ${storeName} has at ${epoch}.${rev}`)
      : wrong('room', `the log folds to something else than ${storeName} has: ${differences(folded, stored.room)}`),
  );
  return findings;
}

/** The log up to `to`, from the first of these revs that it still reaches back to; null if it reaches to none. */
async function readAll(
  store: Look['store'],
  sessionId: SessionId,
  from: readonly number[],
  to: { readonly epoch: number; readonly rev: number },
): Promise<StoredCommit[] | null> {
  /* oxlint-disable no-await-in-loop -- each page begins where the last one ended */
  for (const start of from) {
    const log: StoredCommit[] = [];
    let at = start;
    while (at < to.rev) {
      const page = await store.read(sessionId, { epoch: to.epoch, rev: at }, Math.min(pageSize, to.rev - at));
      if (!page || page.length === 0) break;
      log.push(...page);
      at = page.at(-1)!.rev;
    }
    if (at === to.rev) return log;
  }
  /* oxlint-enable no-await-in-loop */
  return null;
}

function judgeOrder(storeName: string, log: readonly StoredCommit[]): Finding {
  const astray = log.find((commit, index) => {
    const before = log[index - 1];
    return before && (commit.rev !== before.rev + 1 || commit.epoch < before.epoch || commit.at < before.at);
  });
  return astray
    ? wrong(storeName, `${astray.epoch}.${astray.rev} does not follow the commit before it`)
    : ok(storeName, `${log.length} commits in order, without a gap`);
}

/** The parts of a room that differ, by name: what is in them may be nobody's business. */
function differences(one: Room, other: Room): string {
  const parts = (['state', 'backstage'] as const).flatMap((half) =>
    Object.entries(one[half]).flatMap(([name, value]) => {
      const same = isDeepStrictEqual(value, (other[half] as Readonly<Record<string, unknown>>)[name]);
      return same ? [] : [name];
    }),
  );
  return parts.join(', ');
}

/** Rows are written with the cursor: they must be those of the room as of the last commit that was recorded. */
function judgeRows({ cursor, archived: { room }, rows }: RecordedRoom): Finding[] {
  if (!cursor) return [note('rows', 'nothing has been recorded yet')];
  const { state, backstage } = room;
  const expected: RoomRows = {
    status: state.status,
    messages: state.chat.total,
    goals: state.goals.map(({ id, isCompleted }) => ({ id, isCompleted })),
    joined: Object.values(state.participants)
      .flatMap(({ userId, status }) => (status === 'JOINED' ? userId : []))
      .toSorted(),
    attending: Object.keys(backstage.attendingSince).toSorted(),
  };
  const names = Object.keys(expected) as (keyof RoomRows)[];
  const differing = names.filter((name) => !isDeepStrictEqual(rows[name], expected[name]));
  const at = `${cursor.epoch}.${cursor.rev}`;
  return differing.length === 0
    ? [ok('rows', `those of the room at ${at}`)]
    : differing.map((name) => wrong('rows', `${name} are not those of the room at ${at}`));
}
