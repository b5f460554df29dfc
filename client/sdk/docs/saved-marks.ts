import { writeVarUint, createEncoder, toUint8Array } from 'lib0/encoding';

/** The message by which the server is asked what is safe (server/docs/README.md). */
export const markMessage = 100;

export interface SavedMarks {
  /** Something changed here that the server may not have. */
  readonly changed: () => void;
  /** The connection is such that a mark covers everything that is here: all of it was sent before. */
  readonly ask: () => void;
  readonly answered: (mark: number, saved: boolean) => void;
  /** The connection is gone, and the answers with it. */
  readonly reset: () => void;
  readonly standing: () => 'saved' | 'unsaved' | 'refused';
}

/**
 * Knows whether the server has everything on disk. One question is under way at a time, however fast somebody types;
 * what changes meanwhile is asked about when it is answered.
 */
export function createSavedMarks(send: (frame: Uint8Array<ArrayBuffer>) => boolean, onChange: () => void): SavedMarks {
  let last = 0;
  let asked: number | null = null;
  let unsaved = false;
  let refused = false;
  /** Changed after the mark under way was sent. */
  let since = false;

  function ask(): void {
    const mark = last + 1;
    if (!send(frameOf(mark))) return;
    last = mark;
    asked = mark;
    since = false;
  }

  return {
    changed() {
      unsaved = true;
      if (asked === null) ask();
      else since = true;
      onChange();
    },
    ask,
    answered(mark, saved) {
      if (mark !== asked) return;
      asked = null;
      refused = !saved;
      if (since) ask();
      else if (saved) unsaved = false;
      onChange();
    },
    reset() {
      asked = null;
      refused = false;
      since = false;
      onChange();
    },
    standing: () => (refused && unsaved ? 'refused' : unsaved ? 'unsaved' : 'saved'),
  };
}

function frameOf(mark: number): Uint8Array<ArrayBuffer> {
  const encoder = createEncoder();
  writeVarUint(encoder, markMessage);
  writeVarUint(encoder, mark);
  return new Uint8Array(toUint8Array(encoder));
}
