import type { SummaryShelf } from '../../people/summaries/ports.ts';
import type { PrismaClient } from './generated/client.ts';
import { storable } from './room-recordset.ts';

/** Summaries in the rows of their sessions. Who began when is what they are known by as they end. */
export function createSummaryShelf(prisma: PrismaClient): SummaryShelf {
  const rows = prisma.studySession;
  return {
    async begin(id, at, expiredAt) {
      const free = [{ aiSummaryAskedAt: null }, { aiSummaryAskedAt: { lt: new Date(expiredAt) } }];
      const { count } = await rows.updateMany({ where: { id, OR: free }, data: { aiSummaryAskedAt: new Date(at) } });
      return count === 1;
    },
    async end(id, at, summary) {
      const made = summary && {
        aiSummary: storable(summary.text),
        aiKeyPoints: summary.keyPoints.map(storable),
        aiTodos: summary.todos.map(storable),
        aiSummaryAt: new Date(summary.madeAt),
      };
      const { count } = await rows.updateMany({
        where: { id, aiSummaryAskedAt: new Date(at) },
        data: { aiSummaryAskedAt: null, ...made },
      });
      return count === 1;
    },
  };
}
