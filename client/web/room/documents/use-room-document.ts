import { useEffect } from 'react';
import type { DocumentKind } from '../../../sdk/docs/index.ts';
import { useDocument, type OpenedDocument } from '../../../sdk/docs/react.ts';
import { useHere } from '../room-context.ts';
import { indexedDbCopies } from './indexeddb-copies.ts';

/** A browser without databases, or that lists none, keeps no copies. */
const copies = 'indexedDB' in globalThis && 'databases' in indexedDB ? indexedDbCopies() : null;

/** A document of this room, open while mounted and seen by the mark in the header. */
export function useRoomDocument(kind: DocumentKind): OpenedDocument {
  const { sessionId, selfId, documents } = useHere();
  const opened = useDocument(sessionId, kind, { userId: selfId, copies });
  const { handle } = opened;
  useEffect(() => {
    if (!handle) return undefined;
    documents.set([...documents.getSnapshot(), handle]);
    return () => documents.set(documents.getSnapshot().filter((one) => one !== handle));
  }, [documents, handle]);
  return opened;
}
