import type { RecordingId, SessionId } from '../../protocol/ids.ts';

export type TakeKey = { readonly takeId: string; readonly sessionId: SessionId; readonly recordingId: RecordingId };

/** A take that has become one film. */
export type Made = {
  readonly fileName: string;
  readonly fileSize: number;
  readonly durationMs: number;
  readonly type: 'VIDEO' | 'AUDIO';
  readonly interrupted: boolean;
};

/** `done`: there is a film of it. `gone`: nobody knows it, or not any more. */
export type Claim = 'claimed' | 'busy' | 'done' | 'gone';

/** What everybody knows of takes. Times are the store's, in milliseconds. */
export interface TakeRows {
  /**
   * Lists a take that is being written on a node, as the next part of its recording. `brokenOff`: the part before was
   * never ended by who wrote it. Null: the session is no more.
   */
  open(take: TakeKey & { readonly node: string; readonly startedAt: number }): Promise<{ brokenOff: boolean } | null>;
  /** The node still writes, or mixes, these. */
  beat(takeIds: readonly string[], node: string, at: number): Promise<void>;
  /** All that came is written; anybody who has the files may mix them. */
  end(takeId: string, endedAt: number): Promise<void>;
  /** For a node to mix, if it is nobody's: ended, or not heard of since `abandonedBefore`. One of several gets it. */
  claim(takeId: string, node: string, now: number, abandonedBefore: number): Promise<Claim>;
  /** `gone`: it was deleted meanwhile. `busy`: another node took it over, believing this one dead. */
  ready(takeId: string, node: string, made: Made): Promise<'ready' | 'busy' | 'gone'>;
  /** There is no room for its film. It is anybody's to claim again. Twice is once; false: it was deleted. */
  wait(takeId: string, node: string): Promise<boolean>;
  fail(takeId: string, node: string): Promise<void>;
  /** There was nothing in it. */
  drop(takeId: string, node: string): Promise<void>;
}

/** Where films are kept. */
export interface FilmStorage {
  /** For whoever looks for room; it may be on another volume than the takes. */
  readonly folder: string;
  /** Takes over a file of this machine. Nothing of it is left here where that fails. */
  keep(path: string, fileName: string): Promise<void>;
  remove(fileName: string): Promise<void>;
}

/** What the recorder tells the room. */
export type RecordingCommand = {
  readonly type: 'recording:begin' | 'recording:interrupt' | 'recording:fail';
  readonly recordingId: RecordingId;
};
