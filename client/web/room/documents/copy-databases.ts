// The databases of this browser that hold copies of documents. Apart from what fills them, which is large.

/** What the names of a person's begin with. */
export const copiesOf = (userId: string): string => `carrel:${userId}:`;

export async function databasesFrom(prefix: string): Promise<string[]> {
  const databases = await indexedDB.databases();
  return databases.flatMap(({ name }) => (name?.startsWith(prefix) ? [name] : []));
}

export function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.addEventListener('success', () => resolve());
    // Another tab has it open: it goes when that one is closed.
    request.addEventListener('blocked', () => resolve());
    request.addEventListener('error', () => reject(new Error(`The copy ${name} could not be deleted`)));
  });
}

/** Somebody signed out: nothing of theirs stays on this device. */
export async function forgetCopies(userId: string): Promise<void> {
  try {
    await Promise.all((await databasesFrom(copiesOf(userId))).map(deleteDatabase));
  } catch {
    // The browser keeps no databases: nothing was kept.
  }
}
