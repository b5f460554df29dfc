import { standingOf, strangerRefusal } from '../domain/policy.ts';
import { isOver } from '../domain/room.ts';
import type { UserId } from '../protocol/ids.ts';
import type { RoomState } from '../protocol/room.ts';
import { toolOf, type DocumentKind } from './names.ts';
import type { Access, CloseReason } from './peer.ts';

export type Entitlement =
  | { readonly kind: 'granted'; readonly access: Access }
  | { readonly kind: 'refused'; readonly reason: CloseReason };

/**
 * What somebody may do with a document of a room as it stands. Members write while the session is not over and the tool
 * is switched on and not locked, which stops all but hosts, and read as long as they are members; who took part reads what is over, also if they left before.
 */
export function entitlementOf(state: RoomState, userId: UserId, kind: DocumentKind): Entitlement {
  const standing = standingOf(state, userId);
  switch (standing) {
    case 'removed':
      return refusedFor('removed');
    case 'left':
      if (isOver(state)) return granted('read');
      return refusedFor('forbidden');
    case 'outsider':
    case 'waiting':
    case 'invited':
      return refusedFor(strangerRefusal(state, standing)?.code === 'NOT_FOUND' ? 'notFound' : 'forbidden');
    case 'member':
    case 'coHost':
    case 'host':
      return granted(mayWrite(state, standing, kind) ? 'write' : 'read');
  }
}

function mayWrite(state: RoomState, standing: 'member' | 'coHost' | 'host', kind: DocumentKind): boolean {
  const { enabledTools, lockedTools = [] } = state.settings;
  const tool = toolOf[kind];
  if (isOver(state) || !enabledTools.includes(tool)) return false;
  return standing !== 'member' || !lockedTools.includes(tool);
}

const granted = (access: Access): Entitlement => ({ kind: 'granted', access });
const refusedFor = (reason: CloseReason): Entitlement => ({ kind: 'refused', reason });
