import { z } from 'zod';
import { imageTypes } from '../../docs/files/image-type.ts';
import { sessionFile } from '../../protocol/rest/documents.ts';
import type { Operation, OperationGroup } from './operation.ts';

const picture = { mediaTypes: imageTypes };

const operations = {
  addFile: {
    method: 'post',
    path: '/:id/files',
    access: 'signedIn',
    summary: 'Keep a picture for the board, up to 4 MB; the same bytes again are the same file',
    upload: picture,
    answer: z.object({ file: sessionFile }),
  },
  readFile: { method: 'get', path: '/:id/files/:fileId', access: 'signedIn', summary: 'The picture', answer: picture },
} as const satisfies Record<string, Operation>;

/** /api/study-sessions/:id/files */
export const fileOperations = {
  path: '/api/study-sessions',
  operations,
} satisfies OperationGroup<typeof operations>;
