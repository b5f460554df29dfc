// Timers that are on time in a hidden tab as well; see the worker.
let worker: Worker | null = null;
let lastId = 0;
const waiting = new Map<number, { readonly at: number; readonly due: () => void }>();

function fire(id: number): void {
  const one = waiting.get(id);
  waiting.delete(id);
  one?.due();
}

/** Loads the worker, for while there is a network: nothing else need be loaded when a deadline is set. */
export function ticker(): Worker {
  if (!worker) {
    const opened = new Worker(new URL('./ticker.worker.ts', import.meta.url), { type: 'module' });
    opened.addEventListener('message', ({ data }: MessageEvent<number>) => fire(data));
    // Its file could not be loaded. Then the page's own timers have to do, until the next deadline tries again.
    opened.addEventListener('error', () => {
      opened.terminate();
      worker = null;
      for (const [id, { at }] of waiting) setTimeout(() => fire(id), Math.max(0, at - performance.now()));
    });
    worker = opened;
  }
  return worker;
}

/** Calls `due` in so many milliseconds. Returns what calls it off. */
export function deadline(inMs: number, due: () => void): () => void {
  lastId += 1;
  const id = lastId;
  waiting.set(id, { at: performance.now() + inMs, due });
  ticker().postMessage({ id, inMs });
  return () => {
    if (waiting.delete(id)) ticker().postMessage({ id, cancel: true });
  };
}
