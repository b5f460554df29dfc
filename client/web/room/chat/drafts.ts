import { recallInTab, rememberInTab } from '../tab-memory.ts';

// What was typed and not sent survives a change of panel, a sign-in on the way and a reload of the tab; it goes with the tab.
const key = (sessionId: string): string => `carrel.draft.${sessionId}`;

export const draftOf = (sessionId: string): string => recallInTab(key(sessionId)) ?? '';

export const keepDraft = (sessionId: string, text: string): void => rememberInTab(key(sessionId), text);
