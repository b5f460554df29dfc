import type { SessionId, UserId } from '../../protocol/ids.ts';
import type { ImageType } from './image-type.ts';

export type FileMeta = { readonly id: string; readonly type: ImageType; readonly size: number };
export type StoredFile = FileMeta & { readonly bytes: Uint8Array };
export type NewFile = {
  readonly id: string;
  readonly sessionId: SessionId;
  readonly uploadedBy: UserId;
  readonly type: ImageType;
  readonly bytes: Uint8Array;
  readonly createdAt: number;
};

/** The files of sessions: written once, read on every node. */
export interface FileArchive {
  /** Answers when it is durable. The same bytes twice in one session are one file: the first. */
  add(file: NewFile): Promise<FileMeta>;
  read(sessionId: SessionId, id: string): Promise<StoredFile | null>;
  /** The bytes of all files of a session. */
  total(sessionId: SessionId): Promise<number>;
}
