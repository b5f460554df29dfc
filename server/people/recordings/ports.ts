import type { SessionId } from '../../protocol/ids.ts';

/** One stretch of a recording, as its row has it. Times are epoch milliseconds. */
export type RecordingRow = {
  readonly id: string;
  readonly recordingId: string;
  readonly part: number;
  readonly status: 'RECORDING' | 'PROCESSING' | 'WAITING' | 'READY' | 'FAILED';
  /** Some seconds are missing. */
  readonly interrupted: boolean;
  readonly startedAt: number;
  /** When whoever writes it, or makes the film, last said that they do. */
  readonly heardOfAt: number;
  /** Null until there is a film. */
  readonly film: Film | null;
};

export type Film = {
  readonly type: 'VIDEO' | 'AUDIO';
  readonly fileName: string;
  readonly fileSize: number;
  readonly durationMs: number;
};

/** What is known of recordings. */
export interface RecordingShelf {
  /** In the order they were made. */
  list(sessionId: SessionId): Promise<RecordingRow[]>;
  find(sessionId: SessionId, id: string): Promise<RecordingRow | null>;
  /** It, as it was in that moment; null: it was not there. */
  remove(sessionId: SessionId, id: string): Promise<RecordingRow | null>;
  /** What nobody has worked at since. */
  removeBefore(at: number): Promise<void>;
  /** Those of these that are listed. */
  known(ids: readonly string[]): Promise<ReadonlySet<string>>;
}

/** The films on this machine, or on the volume that nodes share. */
export interface FilmFolder {
  /** Where to read it; null if it is not here. */
  find(fileName: string): Promise<string | null>;
  remove(fileName: string): Promise<void>;
  /** Those kept before, by their rows' ids. */
  keptBefore(at: number): Promise<readonly { readonly id: string; readonly fileName: string }[]>;
}
