import { useMemo } from 'react';
import type { SessionId } from '../../../server/protocol/ids.ts';
import { writable } from '../readable.ts';
import { useClient } from '../react/client-provider.tsx';
import { useReadable, useSelected } from '../react/use-selected.ts';
import type { DocumentHandle, DocumentKind, DocumentState, Replica } from './document-state.ts';
import { openDocument, type DocumentOptions } from './open-document.ts';

export interface OpenedDocument {
  /** Null in the first render. */
  readonly handle: DocumentHandle | null;
  readonly state: DocumentState;
  readonly replica: Replica | null;
}

const opening: DocumentState = { kind: 'opening' };

/** A document, open while mounted. `options` keep their identity, or it is opened anew. */
export function useDocument(sessionId: SessionId, kind: DocumentKind, options: DocumentOptions): OpenedDocument {
  const { ground } = useClient();
  const { userId, copies } = options;
  const place = useMemo(
    () => createPlace(() => openDocument(ground, { sessionId, kind }, { userId, copies })),
    [ground, sessionId, kind, userId, copies],
  );
  const handle = useReadable(place);
  const state = useSelected(handle?.state ?? null, (now) => now) ?? opening;
  const replica = useSelected(handle?.replica ?? null, (now) => now);
  return { handle, state, replica };
}

/** A handle for as long as somebody listens. */
function createPlace(open: () => DocumentHandle) {
  const handle = writable<DocumentHandle | null>(null);
  return {
    getSnapshot: handle.getSnapshot,
    subscribe: (listener: () => void) => {
      handle.set(open());
      const stop = handle.subscribe(listener);
      return () => {
        stop();
        handle.getSnapshot()?.close();
        handle.set(null);
      };
    },
  };
}
