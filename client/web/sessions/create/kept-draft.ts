import { currentPersonId } from '../../app/identity.ts';
import { recall, remember } from '../../app/storage.ts';
import { freshDraft, type Draft } from './draft.ts';

/** `forgetLists` knows it too: it goes with its person. */
const key = 'sessionDraft';

interface Kept {
  readonly userId: string;
  readonly draft: Partial<Draft>;
}

export const isFresh = (draft: Draft): boolean => JSON.stringify(draft) === JSON.stringify(freshDraft());

/** The form that this person left unfinished, or a fresh one. */
export function keptDraft(): Draft {
  const kept = recall(key) as Kept | null;
  const theirs = kept?.userId === currentPersonId() && Array.isArray(kept.draft?.invited) ? kept.draft : {};
  return { ...freshDraft(), ...theirs };
}

export function keepDraft(draft: Draft): void {
  if (isFresh(draft)) forgetDraft();
  else remember(key, { userId: currentPersonId(), draft });
}

export const forgetDraft = (): void => remember(key, null);
