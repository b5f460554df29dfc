import { createHash } from 'node:crypto';
import type { ImageType } from '../../docs/files/image-type.ts';
import type { FileArchive } from '../../docs/files/ports.ts';
import type { PrismaClient } from './generated/client.ts';

const meta = { id: true, type: true, size: true } as const;

/** Files in the database, where every node reaches them and a backup finds them. */
export function createFileArchive(prisma: PrismaClient): FileArchive {
  return {
    async add({ id, sessionId, uploadedBy, type, bytes, createdAt }) {
      const digest = createHash('sha256').update(bytes).digest('hex');
      const size = bytes.length;
      const owner = { sessionId, uploadedById: uploadedBy, createdAt: new Date(createdAt) };
      const data = { ...owner, id, digest, type, size, bytes: Uint8Array.from(bytes) };
      await prisma.sessionFile.createMany({ data, skipDuplicates: true });
      const where = { sessionId_digest: { sessionId, digest } };
      const row = await prisma.sessionFile.findUniqueOrThrow({ where, select: meta });
      return { ...row, type: row.type as ImageType };
    },
    async read(sessionId, id) {
      const row = await prisma.sessionFile.findFirst({ where: { sessionId, id }, select: { ...meta, bytes: true } });
      return row && { ...row, type: row.type as ImageType };
    },
    async total(sessionId) {
      const { _sum: sum } = await prisma.sessionFile.aggregate({ where: { sessionId }, _sum: { size: true } });
      return sum.size ?? 0;
    },
  };
}
