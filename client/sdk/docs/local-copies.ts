import type { Doc } from 'yjs';
import type { DocumentName } from './document-state.ts';

/** Copies of documents on this device, each of one person and one epoch. Every method may fail: then there is no copy. */
export interface LocalCopies {
  /** The epoch of the copy that is here; null for none. */
  epochOf(userId: string, name: DocumentName): Promise<string | null>;
  /** Brings the copy into `doc`, and keeps what changes there from now on. */
  open(userId: string, name: DocumentName, epoch: string, doc: Doc): Promise<LocalCopy>;
  /** What was set aside of this document; null for nothing. */
  aside(userId: string, name: DocumentName): Promise<Doc | null>;
  setAside(userId: string, name: DocumentName, doc: Doc): Promise<void>;
  discardAside(userId: string, name: DocumentName): Promise<void>;
}

export interface LocalCopy {
  /** Whether there is something in it, when it was opened, that the server was not known to have. */
  readonly unsaved: boolean;
  noteUnsaved(unsaved: boolean): void;
  close(): void;
  /** Closes it, and nothing of it stays. */
  delete(): Promise<void>;
}
