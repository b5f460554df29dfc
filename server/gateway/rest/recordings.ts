import type { Router } from 'express';
import { z } from 'zod';
import {
  deleteRecording,
  listRecordings,
  noSuchRecording,
  openFilm,
  turnRecording,
  type Library,
} from '../../people/recordings/library.ts';
import { done } from '../../people/outcome.ts';
import { sessionId } from '../../protocol/ids.ts';
import type { Limiters } from '../limits.ts';
import { asking } from './asked.ts';
import { routerOf } from './operation.ts';
import { recordingOperations } from './recording-operations.ts';
import { SentPath } from './respond.ts';
import type { Routes } from './route.ts';

export interface RecordingRoutesOptions {
  library: Library;
  routes: Routes;
  limiters: Limiters;
}

/** /api/study-sessions/:id/recording… */
export function recordingRoutes({ library, routes, limiters }: RecordingRoutesOptions): Router {
  const { reading, changing } = asking({ sessions: library.sessions, limiters });
  return routerOf(routes, recordingOperations, {
    turnRecording: changing('command', (asked, { body }) => turnRecording(library, asked, body.action)),
    listRecordings: reading((asked, { now }) => listRecordings(library, asked, now)),
    deleteRecording: reading(async (asked, { request, now }) => {
      const id = z.guid().safeParse(request.params['recordingId']);
      return id.success ? deleteRecording(library, asked, id.data, now) : noSuchRecording;
    }),
    async readFilm({ request, query: { pass, download }, now }) {
      const session = sessionId.safeParse(request.params['id']);
      const id = z.guid().safeParse(request.params['recordingId']);
      if (!session.success || !id.success) return noSuchRecording;
      const opened = await openFilm(library, { sessionId: session.data, id: id.data, pass }, now);
      if (!opened.ok) return opened;
      const { path, row } = opened.value;
      const filename = `recording-${new Date(row.startedAt).toISOString().slice(0, 10)}-${row.part}.webm`;
      return done(new SentPath(path, 'video/webm', filename, download === '1' ? 'attachment' : 'inline'));
    },
  });
}
