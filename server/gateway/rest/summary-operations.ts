import { z } from 'zod';
import { sessionDetails } from '../../protocol/rest/sessions.ts';
import type { Operation, OperationGroup } from './operation.ts';

const operations = {
  summariseSession: {
    method: 'post',
    access: 'signedIn',
    path: '/:id/ai-summary',
    summary:
      'Have a completed session summarised by the language model this server is set up with, anew if it was before ' +
      '(hosts). One at a time for a session: a second is CONFLICT',
    answer: z.object({ session: sessionDetails }),
  },
} as const satisfies Record<string, Operation>;

/** /api/study-sessions/:id/ai-summary */
export const summaryOperations = {
  path: '/api/study-sessions',
  operations,
} as const satisfies OperationGroup<typeof operations>;
