/**
 * Steps towards what is wanted, one at a time, until `step` finds nothing more to do. What is wanted may change while a
 * step is under way: the next one looks again. Call what it returns after each change.
 */
export function settling(step: () => Promise<unknown> | null): () => void {
  let busy = false;
  return () => {
    if (busy) return;
    busy = true;
    void (async () => {
      // oxlint-disable-next-line no-await-in-loop -- each step depends on the one before
      for (let next = step(); next; next = step()) await next;
      busy = false;
    })();
  };
}
