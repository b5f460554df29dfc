import type { RecordingRow, RecordingShelf } from '../../people/recordings/ports.ts';
import { Prisma, type PrismaClient, type SessionRecording } from './generated/client.ts';

/** The rows of recordings as their people see them. */
export function createRecordingShelf(prisma: PrismaClient): RecordingShelf {
  const rows = prisma.sessionRecording;
  return {
    async list(sessionId) {
      const found = await rows.findMany({ where: { sessionId }, orderBy: [{ startedAt: 'asc' }, { part: 'asc' }] });
      return found.map(recordingOf);
    },
    async find(sessionId, id) {
      const row = await rows.findFirst({ where: { sessionId, id } });
      return row && recordingOf(row);
    },
    async remove(sessionId, id) {
      try {
        return recordingOf(await rows.delete({ where: { sessionId, id } }));
      } catch (error) {
        if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025') return null;
        throw error;
      }
    },
    async removeBefore(at) {
      await rows.deleteMany({ where: { heartbeatAt: { lt: new Date(at) } } });
    },
    async known(ids) {
      const found = await rows.findMany({ where: { id: { in: [...ids] } }, select: { id: true } });
      return new Set(found.map(({ id }) => id));
    },
  };
}

function recordingOf(row: SessionRecording): RecordingRow {
  const { id, recordingId, part, status, interrupted, type, fileName, fileSize, durationMs } = row;
  const complete = type !== null && fileName !== null && fileSize !== null && durationMs !== null;
  const film = complete ? { type, fileName, fileSize: Number(fileSize), durationMs } : null;
  const [startedAt, heardOfAt] = [row.startedAt.getTime(), row.heartbeatAt.getTime()];
  return { id, recordingId, part, status, interrupted, startedAt, heardOfAt, film };
}
