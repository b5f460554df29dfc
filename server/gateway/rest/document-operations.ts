import { z } from 'zod';
import {
  documentTicket,
  documentVersion,
  exportQuery,
  notesBody,
  whiteboardBody,
} from '../../protocol/rest/documents.ts';
import type { Operation, OperationGroup } from './operation.ts';

const get = { method: 'get', access: 'signedIn' } as const;
const patch = { method: 'patch', access: 'signedIn' } as const;
const post = { method: 'post', access: 'signedIn' } as const;
const versions = z.object({ versions: z.array(documentVersion) });
const exported = z.object({ filename: z.string(), mediaType: z.string(), content: z.string() });

const operations = {
  documentTicket: {
    ...get,
    path: '/:id/document-ticket',
    summary: 'A ticket with which a Yjs provider opens the documents of this session, for an hour',
    answer: documentTicket,
  },
  readNotes: { ...get, path: '/:id/notes', summary: 'The notes as Markdown', answer: notesBody },
  replaceNotes: {
    ...patch,
    path: '/:id/notes',
    summary: 'Make the notes these; a change like any other, so that nothing of their history is lost',
    body: notesBody,
    answer: notesBody,
  },
  importMarkdown: {
    ...post,
    path: '/:id/notes/import',
    summary: 'Add Markdown at the end of the notes',
    body: notesBody,
    answer: z.object({}),
  },
  readWhiteboard: { ...get, path: '/:id/whiteboard', summary: 'The elements of the board', answer: whiteboardBody },
  replaceWhiteboard: {
    ...patch,
    path: '/:id/whiteboard',
    summary: 'Make the board consist of these elements',
    body: whiteboardBody,
    answer: whiteboardBody,
  },
  notesVersions: {
    ...get,
    path: '/:id/notes/versions',
    summary: 'Versions of the notes, newest first',
    answer: versions,
  },
  whiteboardVersions: {
    ...get,
    path: '/:id/whiteboard/versions',
    summary: 'Versions of the board, newest first',
    answer: versions,
  },
  readNotesVersion: {
    ...get,
    path: '/:id/notes/versions/:version',
    summary: 'The notes as they were',
    answer: notesBody,
  },
  readWhiteboardVersion: {
    ...get,
    path: '/:id/whiteboard/versions/:version',
    summary: 'The board as it was',
    answer: whiteboardBody,
  },
  restoreNotes: {
    ...post,
    path: '/:id/notes/versions/:version/restore',
    summary: 'Go back to a version, for hosts and those who worked on it: a new state, which destroys none',
    answer: notesBody,
  },
  restoreWhiteboard: {
    ...post,
    path: '/:id/whiteboard/versions/:version/restore',
    summary: 'Go back to a version of the board, for hosts and those who worked on it',
    answer: whiteboardBody,
  },
  exportMarkdown: {
    ...get,
    path: '/:id/notes/export/markdown',
    summary: 'The notes, or a version of them, as a Markdown file',
    query: exportQuery,
    answer: exported,
  },
  exportHtml: {
    ...get,
    path: '/:id/notes/export/html',
    summary: 'The notes, or a version of them, as an HTML file',
    query: exportQuery,
    answer: exported,
  },
  exportExcalidraw: {
    ...get,
    path: '/:id/whiteboard/export/excalidraw',
    summary: 'The board, or a version of it, as an .excalidraw file',
    query: exportQuery,
    answer: exported,
  },
  exportSvg: {
    ...get,
    path: '/:id/whiteboard/export/svg',
    summary: 'The board, or a version of it, as a plain picture',
    query: exportQuery,
    answer: exported,
  },
} as const satisfies Record<string, Operation>;

/** /api/study-sessions/:id/… of the two documents of a session */
export const documentOperations = {
  path: '/api/study-sessions',
  operations,
} satisfies OperationGroup<typeof operations>;
