import type { SessionId } from '../../protocol/ids.ts';
import type { SessionSummary } from '../sessions/ports.ts';

/** What a language model is asked. */
export type ModelQuestion = {
  readonly instructions: string;
  readonly material: string;
  /** The JSON schema its answer shall have; it may not keep to it. */
  readonly form: { readonly name: string; readonly schema: object };
};

/** Why nothing came of it. None of them repeats what was asked or said. */
export type ModelFailure = 'slow' | 'unreachable' | 'refused' | 'tooLarge' | 'unreadable' | 'closing';

export type ModelAnswer =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly failure: ModelFailure; readonly status?: number };

/** A language model that somebody else runs. */
export interface LanguageModel {
  /** Asks once and never throws. Every wait has an end, `mostMs` at the latest. */
  ask(question: ModelQuestion): Promise<ModelAnswer>;
  readonly mostMs: number;
}

/** Where summaries are kept, with their sessions. Times are epoch milliseconds. */
export interface SummaryShelf {
  /** Whoever begins is alone with it on all nodes, until they end, or until `expiredAt` has passed their beginning. */
  begin(sessionId: SessionId, at: number, expiredAt: number): Promise<boolean>;
  /** Ends what began `at`; with a summary, puts it in the place of the last. False: somebody else has begun since. */
  end(sessionId: SessionId, at: number, summary: SessionSummary | null): Promise<boolean>;
}
