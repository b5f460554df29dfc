import { recallInTab, rememberInTab } from './tab-memory.ts';

// What was typed and not sent survives a change of panel and a reload; it goes with the tab, or with its person.

/** A message and a goal are of a session, an edit is of the message that it would change. */
type Draft = 'message' | 'goal' | 'edit';
const key = (what: Draft, of: string): string => `carrel.draft.${what}.${of}`;

/** Nothing for none. */
export const draftOf = (what: Draft, of: string): string => recallInTab(key(what, of)) ?? '';

/** Nothing forgets it. */
export const keepDraft = (what: Draft, of: string, text: string): void => rememberInTab(key(what, of), text);
