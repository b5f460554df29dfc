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
  /** V1 updates that came after, in the order in which they were appended. */
  readonly tail: readonly Uint8Array[];
  /** Where the tail ends. Only the log that gave it can read it. */
  readonly place: string;
  /** Whose client ids are. */
  readonly owners: ReadonlyMap<number, UserId>;
};

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
  /** Where the tail that was merged into it ended. */
  readonly place: string;
};

/** A document in memory, as the log of several nodes knows it. */
export interface Follower {
  /** Another node appended this. In order, and each once. */
  updated(update: Uint8Array): void;
  /** What is stored, whole: too much was missed to tell it one by one. */
  restored(stored: StoredDocument): Promise<void>;
  /** All there is: the log has lost something, and appends this before anything else. */
  everything(): NewUpdate;
  /** Another node says something that may be lost. */
  signalled(signal: Uint8Array): void;
}

export type Following = {
  /** Resolves when the follower has heard all that was appended before this was asked. */
  catchUp(): Promise<void>;
  /** Tells the other nodes that follow the document something that may be lost. */
  signal(signal: Uint8Array): void;
  stop(): void;
};

/**
 * The updates of every document. One contract suite (tests/contract/document-log.ts) says what an adapter must do.
 * Whatever a method throws means that the outcome is unknown; every append may be repeated, since merging is idempotent.
 */
export interface DocumentLog {
  /** Other nodes have it as well, and it may be emptied under them. */
  readonly shared: boolean;
  /** The document, created empty if there is none: of several who create it the first wins. */
  load(key: DocumentKey): Promise<StoredDocument>;
  /** Answers when the update is durable. */
  append(key: DocumentKey, entry: NewUpdate): Promise<void>;
  /** Tells what other nodes append, from the place of a `load` on. */
  follow(key: DocumentKey, place: string, follower: Follower): Following;
  /**
   * In one step: the snapshot takes the place of the one of `version`, and exactly what was appended up to `place` goes.
   * False, and nothing done, if another compaction was first.
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

/** What the database keeps of a document that lives elsewhere. */
export type KeptSnapshot = {
  readonly epoch: string;
  readonly version: number;
  readonly snapshot: Uint8Array | null;
  /** Where in the log what is merged here ends; '' before the first. */
  readonly place: string;
  readonly owners: ReadonlyMap<number, UserId>;
  readonly edits: ReadonlyMap<UserId, number>;
};

/** The snapshots behind a log that several nodes share and that may be emptied. */
export interface SnapshotStore {
  /** Created empty if there is none; of several who create it the first wins. */
  load(key: DocumentKey): Promise<KeptSnapshot>;
  /** Puts it in the place of the one of the version before. False, and nothing done, if that is not the one there is. */
  replace(key: DocumentKey, next: Omit<KeptSnapshot, 'epoch'>): Promise<boolean>;
  /** Documents that are not concluded. */
  open(): Promise<readonly DocumentKey[]>;
  conclude(key: DocumentKey): Promise<void>;
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
  /** Keeps a version; of too many the oldest go. One that is there already gets the editors it lacks. */
  keep(name: DocumentName, version: KeptVersion): Promise<void>;
  newest(name: DocumentName): Promise<Version | null>;
  /** Newest first. */
  versions(name: DocumentName): Promise<readonly Version[]>;
  version(name: DocumentName, id: string): Promise<KeptVersion | null>;
  /** Written once: what is there stays. */
  conclude(conclusion: Conclusion): Promise<void>;
}
