import { z } from 'zod';
import { filmQuery, recordingBody, restRecording, roomRecording } from '../../protocol/rest/recordings.ts';
import type { Operation, OperationGroup } from './operation.ts';

const operations = {
  turnRecording: {
    method: 'post',
    access: 'signedIn',
    path: '/:id/recording',
    summary: 'Ask everybody whether the call may be recorded, or stop recording it (hosts)',
    body: recordingBody.default({}),
    answer: z.object({ recording: roomRecording.nullable() }),
  },
  listRecordings: {
    method: 'get',
    access: 'signedIn',
    path: '/:id/recordings',
    summary: 'What was recorded, with addresses that hold for 15 minutes (members, and who took part)',
    answer: z.object({ recordings: z.array(restRecording) }),
  },
  deleteRecording: {
    method: 'delete',
    access: 'signedIn',
    path: '/:id/recordings/:recordingId',
    summary: 'Delete one of them (hosts)',
    answer: z.object({}),
  },
  readFilm: {
    method: 'get',
    access: 'open',
    path: '/:id/recordings/:recordingId/film',
    summary: 'The film, whole or in ranges',
    query: filmQuery,
    answer: { mediaTypes: ['video/webm'] },
  },
} as const satisfies Record<string, Operation>;

/** /api/study-sessions/:id/recording… */
export const recordingOperations = {
  path: '/api/study-sessions',
  operations,
} as const satisfies OperationGroup<typeof operations>;
