// localStorage may be full, switched off or hold what an older version wrote: then there is nothing, and life goes on.

/** What is there may be of an older version, or tampered with: say what it should be, and expect less. */
export function recall(key: string): unknown {
  try {
    const text = localStorage.getItem(key);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** Null forgets. */
export function remember(key: string, value: object | string | number | boolean | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Not kept.
  }
}
