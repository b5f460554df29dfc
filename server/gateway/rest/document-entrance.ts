import { entitlementOf } from '../../docs/access.ts';
import type { DocumentKind, DocumentName } from '../../docs/names.ts';
import type { Access } from '../../docs/peer.ts';
import { isOver } from '../../domain/room.ts';
import { done, refused, type Outcome } from '../../people/outcome.ts';
import { sessionId, type UserId } from '../../protocol/ids.ts';
import type { RoomState } from '../../protocol/room.ts';
import type { Rooms } from '../../rooms/rooms.ts';
import type { Limiters, LimitName } from '../limits.ts';
import type { SignedInCall } from './route.ts';

export type Entered = { readonly name: DocumentName; readonly state: RoomState; readonly userId: UserId };

const noSuchSession = refused('NOT_FOUND', 'There is no such session');

/** Lets in who may do this with this document of the session that the path names. `limit`: what a change counts as. */
export function documentEntrance({ rooms, limiters }: { rooms: Rooms; limiters: Limiters }) {
  return async (
    call: SignedInCall,
    kind: DocumentKind,
    access: Access,
    limit: LimitName = 'command',
  ): Promise<Outcome<Entered>> => {
    const id = sessionId.safeParse(call.request.params['id']);
    const loaded = id.success ? await rooms.load(id.data) : null;
    if (!id.success || !loaded) return noSuchSession;
    const { state } = loaded.stored.room;
    const { userId } = call.actor;
    const entitlement = entitlementOf(state, userId, kind);
    if (entitlement.kind === 'refused') {
      if (entitlement.reason === 'notFound') return noSuchSession;
      const removed = entitlement.reason === 'removed';
      return refused('FORBIDDEN', removed ? 'You were removed from this session' : 'Join the session first');
    }
    if (access === 'write' && entitlement.access === 'read') {
      return isOver(state)
        ? refused('SESSION_ENDED', 'This session is over')
        : refused('FORBIDDEN', 'This is switched off or locked in this session');
    }
    const limited = access === 'write' ? await limiters.consume(limit, userId) : null;
    if (limited) return { ok: false, refusal: limited };
    return done({ name: { sessionId: id.data, kind }, state, userId });
  };
}
