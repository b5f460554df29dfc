import { mediaCredentials } from '../../protocol/rest/media.ts';
import type { Operation, OperationGroup } from './operation.ts';

const operations = {
  mediaToken: {
    method: 'get',
    access: 'signedIn',
    path: '/:id/media-token',
    summary: 'Credentials for the call of this session: its router, and the relays that lead to it',
    answer: mediaCredentials,
  },
} satisfies Record<string, Operation>;

export const mediaOperations = {
  path: '/api/study-sessions',
  operations,
} satisfies OperationGroup<typeof operations>;
