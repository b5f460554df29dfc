import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding';
import { applyUpdate, Doc } from 'yjs';
import { createCompactor } from '../../../server/docs/compaction.ts';
import type { LiveDocument } from '../../../server/docs/document.ts';
import { createDocuments } from '../../../server/docs/documents.ts';
import { encodeSnapshot, restore } from '../../../server/docs/encoding.ts';
import type { DocumentName } from '../../../server/docs/names.ts';
import type { CloseReason, Peer } from '../../../server/docs/peer.ts';
import type { DocumentLog } from '../../../server/docs/ports.ts';
import type { SessionId, UserId } from '../../../server/protocol/ids.ts';
import { uuid } from '../rooms.ts';
import { memoryDocumentLog } from './memory-log.ts';

const name: DocumentName = { sessionId: uuid('session') as SessionId, kind: 'notes' };

/** The documents of one node over a log. Nothing lingers, and merging is done on the spot. */
export function node(log: DocumentLog = memoryDocumentLog()) {
  const errors: unknown[] = [];
  const onError = (_: string, error: unknown) => void errors.push(error);
  const merge = async ({ snapshot, tail }: { snapshot: Uint8Array | null; tail: readonly Uint8Array[] }) => {
    const doc = new Doc();
    await restore(doc, snapshot, tail);
    return encodeSnapshot(doc);
  };
  const compactor = createCompactor(log, merge, onError);
  const documents = createDocuments({ log, compactor, now: () => Date.now(), lingerMs: 0, onError });
  return { documents, compactor, log, errors, open: () => documents.open(name) };
}

/** The updates that typing this at the end of the text makes, a character each. */
export function typed(words: string, doc = new Doc()): Uint8Array[] {
  const updates: Uint8Array[] = [];
  const note = (update: Uint8Array) => void updates.push(update);
  doc.on('update', note);
  const text = doc.getText('t');
  for (const char of words) text.insert(text.length, char);
  doc.off('update', note);
  return updates;
}

type Heard =
  | { readonly kind: 'update'; readonly update: Uint8Array }
  | { readonly kind: 'awareness'; readonly states: readonly unknown[] }
  | { readonly kind: 'mark'; readonly mark: number; readonly saved: boolean }
  | { readonly kind: 'other' };

/** A peer that keeps what it is sent. */
export function fakePeer(who: string) {
  const heard: Heard[] = [];
  let closed: CloseReason | null = null;
  const peer: Peer = {
    author: { id: uuid('person', who) as UserId, name: who, color: '#000000' },
    send: (frame) => void heard.push(understand(frame)),
    close: (reason) => void (closed ??= reason),
  };
  return {
    ...peer,
    updates: () => heard.flatMap((one) => (one.kind === 'update' ? [one.update] : [])),
    states: () => heard.findLast((one) => one.kind === 'awareness')?.states ?? [],
    marks: () => heard.flatMap((one) => (one.kind === 'mark' ? [{ mark: one.mark, saved: one.saved }] : [])),
    closedWith: () => closed,
  };
}

function understand(frame: Uint8Array): Heard {
  const decoder = createDecoder(frame);
  switch (readVarUint(decoder)) {
    case 0:
      return readVarUint(decoder) === 2 ? { kind: 'update', update: readVarUint8Array(decoder) } : { kind: 'other' };
    case 1: {
      const inner = createDecoder(readVarUint8Array(decoder));
      const states = Array.from({ length: readVarUint(inner) }, () => {
        readVarUint(inner);
        readVarUint(inner);
        return JSON.parse(readVarString(inner)) as unknown;
      });
      return { kind: 'awareness', states };
    }
    case 100:
      return { kind: 'mark', mark: readVarUint(decoder), saved: readVarUint(decoder) === 1 };
    default:
      return { kind: 'other' };
  }
}

/** The text that somebody sees who comes now. */
export function syncInto(document: LiveDocument): string {
  const doc = new Doc();
  const peer: Peer = {
    author: { id: uuid('person', 'late') as UserId, name: 'Late', color: '#000000' },
    send(frame) {
      const decoder = createDecoder(frame);
      if (readVarUint(decoder) === 0 && readVarUint(decoder) === 1) applyUpdate(doc, readVarUint8Array(decoder));
    },
    close() {},
  };
  document.join(peer, 'read');
  document.receive(peer, { type: 'sync.request', stateVector: Uint8Array.of(0) });
  document.leave(peer);
  return doc.getText('t').toJSON();
}
