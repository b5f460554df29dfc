import type { SessionId, UserId } from '../protocol/ids.ts';
import type { DocumentKey, DocumentName } from './names.ts';

/** What is stored of a document. Its state is the snapshot with the updates applied. */
export type StoredDocument = {
  /** Drawn when the document was created. Copies of another epoch are copies of another document. */
  readonly epoch: string;
  /** Of the snapshot; 0 if there is none yet. */
  readonly version: number;
  /** As `encodeSnapshot` made it. */
  readonly snapshot: Uint8Array | null;
  /** What came after, in the order in which it was appended. */
  readonly tail: readonly StoredUpdate[];
  /** Whose client ids are. */
  readonly owners: ReadonlyMap<number, UserId>;
};
export type StoredUpdate = { readonly seq: number; readonly update: Uint8Array };

export type NewUpdate = {
  /** A V1 update. */
  readonly update: Uint8Array;
  /** Client ids that became somebody's since the last append. The first owner stays. */
  readonly owners: ReadonlyMap<number, UserId>;
  /** What is added to the count of each person's edits. */
  readonly edits: ReadonlyMap<UserId, number>;
};

export type Compaction = {
  /** The version the merged snapshot had; its successor gets the next. */
  readonly version: number;
  readonly snapshot: Uint8Array;
  /** The rows merged into it. */
  readonly merged: readonly number[];
};

/**
 * The updates of every document. One contract suite (tests/contract/document-log.ts) says what an adapter must do.
 * Whatever a method throws means that the outcome is unknown; every append may be repeated, since merging is idempotent.
 */
export interface DocumentLog {
  /** The document, created empty if there is none: of several who create it the first wins. */
  load(key: DocumentKey): Promise<StoredDocument>;
  /** Answers when the update is durable, with its place: it grows from append to append of a document. */
  append(key: DocumentKey, entry: NewUpdate): Promise<number>;
  /** Hears the updates that other nodes append, in order. Returns the remover. */
  follow(key: DocumentKey, listener: (update: Uint8Array) => void): () => void;
  /**
   * In one transaction: the snapshot takes the place of the one of `version`, and exactly the merged rows go. False, and
   * nothing done, if another compaction was first.
   */
  compact(key: DocumentKey, compaction: Compaction): Promise<boolean>;
  /** How often each person edited, as far as it was stored. */
  edits(key: DocumentKey): Promise<ReadonlyMap<UserId, number>>;
  /** Documents of which `conclude` has not been told. */
  open(): Promise<readonly DocumentKey[]>;
  /** The session is over, and what it came to is in the database. */
  conclude(key: DocumentKey): Promise<void>;
  close(): Promise<void>;
}

/**
 * - edit: people worked. phase: a phase of the timer ended. end: the session ended. restore: somebody went back to an
 *   earlier one; this is what they came to.
 */
export type VersionCause = 'edit' | 'phase' | 'end' | 'restore';
export type Version = {
  readonly id: string;
  readonly createdAt: number;
  readonly cause: VersionCause;
  /** Who changed it since the version before. */
  readonly editorIds: readonly UserId[];
};
/** A version with the document as it was, as `encodeSnapshot` made it. */
export type KeptVersion = Version & { readonly snapshot: Uint8Array };

/** What a session's documents came to. */
export type Conclusion = {
  readonly sessionId: SessionId;
  readonly at: number;
  readonly notes: { readonly markdown: string; readonly json: string } | null;
  readonly whiteboard: { readonly elements: string; readonly svg: string } | null;
  readonly edits: ReadonlyMap<DocumentName['kind'], ReadonlyMap<UserId, number>>;
};

/** What the database keeps of documents. */
export interface DocumentArchive {
  /** Keeps a version; of too many the oldest go. */
  keep(name: DocumentName, version: KeptVersion): Promise<void>;
  /** Newest first. */
  versions(name: DocumentName): Promise<readonly Version[]>;
  version(name: DocumentName, id: string): Promise<KeptVersion | null>;
  /** Written once: what is there stays. */
  conclude(conclusion: Conclusion): Promise<void>;
}
