import type { KeyObject } from 'node:crypto';
import { isHost } from '../../domain/policy.ts';
import type { SessionId, UserId } from '../../protocol/ids.ts';
import type { Recording } from '../../protocol/room.ts';
import type { RestRecording, RoomRecording } from '../../protocol/rest/recordings.ts';
import { done, refused, type Outcome } from '../outcome.ts';
import { noSuchSession, type Asked, type Sessions } from '../sessions/sessions.ts';
import { perform } from '../sessions/turns.ts';
import { viewAsMember, type View } from '../sessions/viewing.ts';
import { issuePass, passHolds, passMs } from './passes.ts';
import type { FilmFolder, RecordingRow, RecordingShelf } from './ports.ts';

/** Of a recording that goes on something is heard every ten seconds; one beat may be lost. */
const silentMs = 25_000;

export type Library = {
  readonly sessions: Sessions;
  readonly shelf: RecordingShelf;
  readonly films: FilmFolder;
  readonly secret: KeyObject;
};

export const noSuchRecording = refused('NOT_FOUND', 'There is no such recording');

/** Starts or stops what the room records; without an action, whichever it can. */
export async function turnRecording(
  { sessions }: Library,
  asked: Asked,
  action: 'start' | 'stop' | undefined,
): Promise<Outcome<{ recording: RoomRecording | null }>> {
  const before = await sessions.rooms.load(asked.sessionId);
  const stops = action ? action === 'stop' : before?.stored.room.state.recording !== undefined;
  const answer = await perform(sessions, asked, { type: stops ? 'recording:stop' : 'recording:start' });
  if (!answer.ok) return answer;
  const after = await sessions.rooms.load(asked.sessionId);
  if (!after) return noSuchSession;
  const { recording } = after.stored.room.state;
  return done({ recording: recording ? shownInRoom(recording) : null });
}

/** For whom the session is, and was. Each film that is ready has an address that opens it for some minutes. */
export async function listRecordings(
  library: Library,
  { actor, sessionId }: Asked,
  now: number,
): Promise<Outcome<{ recordings: RestRecording[] }>> {
  const view = await viewAsMember(library.sessions, actor, sessionId);
  if (!view.ok) return view;
  const rows = await truthful(library, sessionId, now);
  return done({ recordings: await Promise.all(rows.map((row) => shown(library, sessionId, row, now))) });
}

/** By hosts, and by whoever created the session. What is still being recorded is stopped first. */
export async function deleteRecording(
  library: Library,
  { actor, sessionId }: Asked,
  id: string,
  now: number,
): Promise<Outcome<object>> {
  const { sessions, shelf, films } = library;
  const view = await viewAsMember(sessions, actor, sessionId);
  if (!view.ok) return view;
  if (!(await mayDelete(sessions, sessionId, view.value, actor.userId))) {
    return refused('FORBIDDEN', 'Only a host may do this');
  }
  const row = (await truthful(library, sessionId, now)).find((one) => one.id === id);
  if (!row) return noSuchRecording;
  if (row.status === 'RECORDING') return refused('CONFLICT', 'Stop the recording first');
  // There may be a film of it since. One that is being put there just now is found to be nobody's.
  const removed = await shelf.remove(sessionId, id);
  if (!removed) return noSuchRecording;
  if (removed.film) await films.remove(removed.film.fileName);
  return done({});
}

/**
 * The rows, where a row that says RECORDING is of the room's recording, its last part, and was heard of just now. Any
 * other was being written by a node that died: it waits for who finds the material, and is being prepared.
 */
async function truthful(
  { sessions, shelf }: Library,
  sessionId: SessionId,
  now: number,
): Promise<readonly RecordingRow[]> {
  const rows = await shelf.list(sessionId);
  if (rows.every(({ status }) => status !== 'RECORDING')) return rows;
  const room = await sessions.rooms.load(sessionId);
  const running = room?.stored.room.state.recording?.recordingId;
  const last = rows.findLast(({ recordingId }) => recordingId === running);
  const goesOn = (row: RecordingRow) => row === last && now - row.heardOfAt < silentMs;
  return rows.map((row) => (row.status === 'RECORDING' && !goesOn(row) ? { ...row, status: 'PROCESSING' } : row));
}

/** The film that a pass opens. `UNAVAILABLE`: another node has it. */
export async function openFilm(
  { shelf, films, secret }: Library,
  { sessionId, id, pass }: { sessionId: SessionId; id: string; pass: string },
  now: number,
): Promise<Outcome<{ path: string; row: RecordingRow }>> {
  if (!(await passHolds(secret, pass, id, now))) return refused('FORBIDDEN', 'This address does not hold any more');
  const row = await shelf.find(sessionId, id);
  if (!row?.film) return noSuchRecording;
  const path = await films.find(row.film.fileName);
  if (!path) return refused('UNAVAILABLE', 'This recording lies on another machine');
  return done({ path, row });
}

async function mayDelete({ rooms }: Sessions, sessionId: SessionId, { card }: View, userId: UserId): Promise<boolean> {
  if (card.createdBy?.userId === userId) return true;
  const room = await rooms.load(sessionId);
  return room !== null && isHost(room.stored.room.state, userId);
}

async function shown(
  { secret }: Library,
  sessionId: SessionId,
  { film, startedAt, heardOfAt: _, ...row }: RecordingRow,
  now: number,
): Promise<RestRecording> {
  const rest = { ...row, startedAt: new Date(startedAt).toISOString() };
  if (!film) return { ...rest, type: null, fileSize: null, durationMs: null, url: null, urlExpiresAt: null };
  const { type, fileSize, durationMs } = film;
  const pass = await issuePass(secret, row.id, now);
  const url = `/api/study-sessions/${sessionId}/recordings/${row.id}/film?pass=${pass}`;
  return { ...rest, type, fileSize, durationMs, url, urlExpiresAt: new Date(now + passMs).toISOString() };
}

function shownInRoom({ askedAt, startedAt, interruptedAt, ...rest }: Recording): RoomRecording {
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return {
    ...rest,
    askedAt: new Date(askedAt).toISOString(),
    startedAt: iso(startedAt),
    interruptedAt: iso(interruptedAt),
  };
}
