import { refused, type Outcome } from '../outcome.ts';
import type { SessionSummary } from '../sessions/ports.ts';
import type { Asked, Sessions } from '../sessions/sessions.ts';
import { readSession, type SessionAnswer } from '../sessions/turns.ts';
import { isHostOf, viewAsMember } from '../sessions/viewing.ts';
import { question, readAnswer } from './answer.ts';
import { materialOf } from './material.ts';
import type { LanguageModel, ModelAnswer, ModelFailure, SummaryShelf } from './ports.ts';

type Failed = Extract<ModelAnswer, { ok: false }>;

export type Summaries = {
  readonly sessions: Sessions;
  readonly shelf: SummaryShelf;
  /** Null: none is set up. */
  readonly model: LanguageModel | null;
  /** For who runs the server. Nothing that people wrote is in it. */
  readonly onFailure: (failed: Omit<Failed, 'ok'>) => void;
};

/** Beyond the longest answer, so that nobody takes over who is only slow. */
const graceMs = 30_000;

const words: Record<ModelFailure, string> = {
  slow: 'took too long',
  unreachable: 'could not be reached',
  refused: 'refused to answer',
  tooLarge: 'answered more than can be read',
  unreadable: 'answered nothing that can be read',
  closing: 'was not waited for, since the server stops',
};

/** Has a completed session summarised by the model, by one of its hosts; anew, if there was a summary. */
export async function summariseSession(
  { sessions, shelf, model, onFailure }: Summaries,
  asked: Asked,
  now: number,
): Promise<Outcome<SessionAnswer>> {
  const { actor, sessionId } = asked;
  const view = await viewAsMember(sessions, actor, sessionId);
  if (!view.ok) return view;
  if (!isHostOf(view.value, actor.userId)) return refused('FORBIDDEN', 'Only a host may do this');
  if (view.value.card.status !== 'COMPLETED') {
    return refused('INVALID_STATE', 'Only a session that is completed can be summarised');
  }
  if (!model) return refused('UNAVAILABLE', 'This server is set up without a language model');

  const material = await materialOf(sessions.directory, view.value);
  if (!(await shelf.begin(sessionId, now, now - model.mostMs - graceMs))) return inTheMaking;
  const made = await ask(model, material);
  const ended = await shelf.end(sessionId, now, made.ok ? { ...made.value, madeAt: now } : null);
  if (!made.ok) {
    const { ok: _, ...failed } = made;
    onFailure(failed);
    return refused('UNAVAILABLE', `The language model ${words[made.failure]}`);
  }
  return ended ? readSession(sessions, asked, undefined) : inTheMaking;
}

const inTheMaking = refused('CONFLICT', 'This session is being summarised already');

async function ask(
  model: LanguageModel,
  material: string,
): Promise<{ readonly ok: true; readonly value: Omit<SessionSummary, 'madeAt'> } | Failed> {
  const answer = await model.ask({ ...question, material });
  if (!answer.ok) return answer;
  const value = readAnswer(answer.text);
  return value ? { ok: true, value } : { ok: false, failure: 'unreadable' };
}
