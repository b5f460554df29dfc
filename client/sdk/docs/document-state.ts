import type { Awareness } from 'y-protocols/awareness';
import type { Doc } from 'yjs';
import type { SessionId } from '../../../server/protocol/ids.ts';
import type { Readable } from '../readable.ts';

export type DocumentKind = 'notes' | 'whiteboard';
export interface DocumentName {
  readonly sessionId: SessionId;
  readonly kind: DocumentKind;
}

/** Why nothing is tried any more. */
export type DocumentEnd =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'notFound'
  | 'removed'
  | 'tooLarge'
  | 'closed';

/** How what is here stands to what the server has on disk. */
export type DocumentState =
  /** There is nothing to show yet: neither the server's nor a copy on this device. */
  | { readonly kind: 'opening' }
  /** Everything written here is on the server's disk. */
  | { readonly kind: 'saved' }
  | { readonly kind: 'saving' }
  /** Without the server. What is `unsaved` merges when it is back; `kept`: also if this page is closed meanwhile. */
  | { readonly kind: 'offline'; readonly unsaved: boolean; readonly kept: boolean }
  /** This person may only read. */
  | { readonly kind: 'readOnly' }
  /** Something was written here that the server does not take: this person may not write (any more). */
  | { readonly kind: 'refused' }
  | { readonly kind: 'ended'; readonly reason: DocumentEnd };

/** One history of a document, from its first change on. Another epoch has another. */
export interface Replica {
  readonly doc: Doc;
  readonly awareness: Awareness;
}

export interface DocumentHandle {
  readonly name: DocumentName;
  readonly state: Readable<DocumentState>;
  /** Null while opening. Another one comes if the server began the document anew: what shows it has to bind anew. */
  readonly replica: Readable<Replica | null>;
  /**
   * What was written here and never reached the server before it began the document anew. It cannot be merged; it is
   * kept, on this device too where copies are, until `discardStray`.
   */
  readonly stray: Readable<Doc | null>;
  readonly discardStray: () => void;
  readonly close: () => void;
}
