import type { Router } from 'express';
import type { MediaDesk } from '../../media/ports.ts';
import { forbidsCall } from '../../media/rules.ts';
import { done, refused } from '../../people/outcome.ts';
import { sessionId } from '../../protocol/ids.ts';
import type { Rooms } from '../../rooms/rooms.ts';
import { mediaOperations } from './media-operations.ts';
import { routerOf } from './operation.ts';
import type { Routes } from './route.ts';

export interface MediaRoutesOptions {
  desk: MediaDesk;
  rooms: Rooms;
  routes: Routes;
}

/** /api/study-sessions/:id/… of calls */
export function mediaRoutes({ desk, rooms, routes }: MediaRoutesOptions): Router {
  return routerOf(routes, mediaOperations, {
    async mediaToken({ request, actor: { userId } }) {
      const id = sessionId.safeParse(request.params['id']);
      const loaded = id.success ? await rooms.load(id.data) : null;
      if (!id.success || !loaded) return refused('NOT_FOUND', 'There is no such session');
      const refusal = forbidsCall(loaded.stored.room.state, userId);
      if (refusal) return { ok: false, refusal };
      const credentials = await desk.credentials(id.data, userId);
      if (!credentials.ok) return credentials;
      const { token, iceServers, expiresAt } = credentials.value;
      return done({ token, iceServers, expiresAt: new Date(expiresAt).toISOString() });
    },
  });
}
