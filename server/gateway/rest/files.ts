import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { imageTypeOf, imageTypes } from '../../docs/files/image-type.ts';
import type { FileArchive } from '../../docs/files/ports.ts';
import { limits } from '../../docs/limits.ts';
import { done, refused } from '../../people/outcome.ts';
import type { Rooms } from '../../rooms/rooms.ts';
import type { Limiters } from '../limits.ts';
import { documentEntrance } from './document-entrance.ts';
import { fileOperations } from './file-operations.ts';
import { routerOf } from './operation.ts';
import { SentFile } from './respond.ts';
import type { Routes } from './route.ts';

export interface FileRoutesOptions {
  files: FileArchive;
  rooms: Rooms;
  routes: Routes;
  limiters: Limiters;
  newId: () => string;
}

/** /api/study-sessions/:id/files: the pictures on a board, for whom the board is. */
export function fileRoutes({ files, rooms, routes, limiters, newId }: FileRoutesOptions): Router {
  const enter = documentEntrance({ rooms, limiters });

  return routerOf(routes, fileOperations, {
    async addFile(call) {
      const entered = await enter(call, 'whiteboard', 'write', 'upload');
      if (!entered.ok) return entered;
      const { name, userId } = entered.value;
      const { sessionId } = name;
      // Only now: nobody's bytes are read who has no business here.
      const bytes = await bodyOf(call.request, call.response);
      const type = imageTypeOf(bytes);
      if (!type) return refused('VALIDATION_FAILED', `This is no picture of a kind a board may hold: ${kinds}`);
      if ((await files.total(sessionId)) + bytes.length > limits.sessionFileBytes) {
        return refused('PAYLOAD_TOO_LARGE', 'This session has as many pictures as it may have');
      }
      const file = { id: newId(), sessionId, uploadedBy: userId, type, bytes, createdAt: call.now };
      const { id, size } = await files.add(file);
      return done({ file: { id, url: `/api/study-sessions/${sessionId}/files/${id}`, type, size } });
    },
    async readFile(call) {
      const entered = await enter(call, 'whiteboard', 'read');
      if (!entered.ok) return entered;
      const id = z.guid().safeParse(call.request.params['fileId']);
      const file = id.success ? await files.read(entered.value.name.sessionId, id.data) : null;
      if (!file) return refused('NOT_FOUND', 'There is no such file');
      return done(new SentFile(file.bytes, file.type, `${file.id}.${file.type.split('/')[1]}`));
    },
  });
}

const kinds = imageTypes.map((type) => type.split('/')[1]).join(', ');
/** What the bytes are is for the bytes to say. */
const read = express.raw({ type: () => true, limit: limits.fileBytes, inflate: false });

/** Throws what Express says of a body that is too large or cut short. */
async function bodyOf(request: Request, response: Response): Promise<Uint8Array> {
  await new Promise<void>((resolve, reject) =>
    read(request, response, (error?: unknown) => (error ? reject(error) : resolve())),
  );
  return request.body instanceof Uint8Array ? request.body : new Uint8Array();
}
