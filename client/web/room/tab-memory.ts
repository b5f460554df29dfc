// What lives as long as its tab, through reloads, or until its person goes out. Storage may be full, switched off or hold what
// somebody else wrote: then there is nothing, and life goes on.

export function recallInTab(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Null and nothing forget. */
export function rememberInTab(key: string, text: string | null): void {
  try {
    if (text === null || text === '') sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // Not kept.
  }
}

/** Of whoever was here: what they wrote and had seen. */
export function forgetTab(): void {
  try {
    sessionStorage.clear();
  } catch {
    // There was nothing.
  }
}
