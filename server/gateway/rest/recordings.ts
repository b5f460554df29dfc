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
import { askedBy } from './asked.ts';
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
  const { newId } = library.sessions;
  return routerOf(routes, recordingOperations, {
    async turnRecording(call) {
      const asked = askedBy(newId, call);
      if (!asked.ok) return asked;
      const limited = await limiters.consume('command', call.actor.userId);
      if (limited) return { ok: false, refusal: limited };
      return turnRecording(library, asked.value, call.body.action);
    },
    async listRecordings(call) {
      const asked = askedBy(newId, call);
      return asked.ok ? listRecordings(library, asked.value, call.now) : asked;
    },
    async deleteRecording(call) {
      const asked = askedBy(newId, call);
      const id = z.guid().safeParse(call.request.params['recordingId']);
      if (!asked.ok) return asked;
      if (!id.success) return noSuchRecording;
      return deleteRecording(library, asked.value, id.data);
    },
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
