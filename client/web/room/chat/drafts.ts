// What was typed and not sent survives a change of panel, a sign-in on the way and a reload of the tab; it goes with the tab.
const key = (sessionId: string): string => `carrel.draft.${sessionId}`;

export function draftOf(sessionId: string): string {
  try {
    return sessionStorage.getItem(key(sessionId)) ?? '';
  } catch {
    return '';
  }
}

export function keepDraft(sessionId: string, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(key(sessionId));
    else sessionStorage.setItem(key(sessionId), text);
  } catch {
    // Storage is switched off: the draft lives as long as its field.
  }
}
