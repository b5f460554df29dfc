// Writes users into the DATA_DIR given, one after the other, and tells the parent each id that was acknowledged.
import { openDatabase } from '../../server/adapters/prisma/open-database.ts';

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('Usage: database-writer.ts DATA_DIR');
const { prisma } = await openDatabase({ dataDir, log: { info: () => {}, error: () => {} } });
const createdAt = new Date();
for (let n = 0; ; n++) {
  const id = `written-${n}`;
  const rest = { kind: 'GUEST', name: 'Ada', avatarColor: '#1971c2', preferences: {}, createdAt } as const;
  await prisma.user.create({ data: { id, username: id, ...rest } });
  process.send?.(id);
}
