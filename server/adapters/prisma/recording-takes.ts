import type { TakeRows } from '../../media/recording/ports.ts';
import { Prisma, type PrismaClient } from './generated/client.ts';

/** The rows of recordings as those who make them write them. */
export function createRecordingTakes(prisma: PrismaClient): TakeRows {
  const rows = prisma.sessionRecording;
  return {
    async open({ takeId: id, sessionId, recordingId, node, startedAt }) {
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop -- until no other node takes the same number
        const parts = await rows.findMany({ where: { recordingId }, orderBy: { part: 'asc' } });
        const own = parts.find((row) => row.id === id);
        const before = parts.filter((row) => row !== own && (!own || row.part < own.part)).at(-1);
        const opened = { brokenOff: before?.status === 'RECORDING' };
        if (own) return opened;
        const at = new Date(startedAt);
        const part = (before?.part ?? 0) + 1;
        try {
          // oxlint-disable-next-line no-await-in-loop -- see above
          await rows.create({ data: { id, sessionId, recordingId, part, startedAt: at, node, heartbeatAt: at } });
          return opened;
        } catch (error) {
          if (isCode(error, 'P2003')) return null;
          if (!isCode(error, 'P2002')) throw error;
        }
      }
    },
    async beat(takeIds, node, at) {
      await rows.updateMany({ where: { id: { in: [...takeIds] }, node }, data: { heartbeatAt: new Date(at) } });
    },
    async end(id, endedAt) {
      const data = { status: 'PROCESSING', node: null, endedAt: new Date(endedAt) } as const;
      await rows.updateMany({ where: { id, status: 'RECORDING' }, data });
    },
    async claim(id, node, now, abandonedBefore) {
      const free = [{ node: null }, { heartbeatAt: { lt: new Date(abandonedBefore) } }];
      const { count } = await rows.updateMany({
        where: { id, status: { in: ['RECORDING', 'PROCESSING', 'WAITING'] }, OR: free },
        data: { status: 'PROCESSING', node, heartbeatAt: new Date(now) },
      });
      if (count === 1) return 'claimed';
      const row = await rows.findUnique({ where: { id }, select: { status: true } });
      if (!row) return 'gone';
      return row.status === 'READY' ? 'done' : 'busy';
    },
    async ready(id, node, { fileName, fileSize, durationMs, type, interrupted }) {
      const film = { fileName, fileSize, durationMs, type, interrupted };
      const { count } = await rows.updateMany({ where: { id, node }, data: { ...film, status: 'READY', node: null } });
      if (count === 1) return 'ready';
      return (await rows.count({ where: { id } })) === 1 ? 'busy' : 'gone';
    },
    async wait(id, node) {
      const { count } = await rows.updateMany({ where: { id, node }, data: { status: 'WAITING', node: null } });
      return count === 1 || (await rows.count({ where: { id } })) === 1;
    },
    async fail(id, node) {
      await rows.updateMany({ where: { id, node }, data: { status: 'FAILED', node: null } });
    },
    async drop(id, node) {
      await rows.deleteMany({ where: { id, node } });
    },
  };
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === code;
