import type { SQLOutputValue } from 'node:sqlite';
import type { SessionId } from '../../protocol/ids.ts';
import { StepError } from './writer.ts';

/** What is stored of a room makes no sense. Nothing was written. */
export class UnreadableRoomError extends StepError {
  override readonly name = 'UnreadableRoomError';

  constructor(sessionId: SessionId, what: string, cause?: unknown) {
    super(`What is stored of session ${sessionId} cannot be read: ${what}`, { cause });
  }
}

/** Parsed anew each time, so that no caller holds what another may change. The file is ours: its shape is trusted. */
export function parse(sessionId: SessionId, what: string, json: SQLOutputValue | undefined): unknown {
  try {
    return JSON.parse(String(json));
  } catch (error) {
    throw new UnreadableRoomError(sessionId, what, error);
  }
}
