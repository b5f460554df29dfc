type Closable = { close(): Promise<void> | void };
export type Opened = <Part extends Closable>(part: Part) => Part;

/** What was opened first is closed last, and one that fails to close keeps none of the others open. */
export function createClosers(): { readonly opened: Opened; readonly closeAll: () => Promise<void> } {
  const parts: Closable[] = [];
  return {
    opened(part) {
      parts.push(part);
      return part;
    },
    async closeAll() {
      const failures: unknown[] = [];
      for (let part = parts.pop(); part; part = parts.pop()) {
        try {
          // oxlint-disable-next-line no-await-in-loop -- a part may stand on those opened before it
          await part.close();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'Not everything closed');
    },
  };
}
