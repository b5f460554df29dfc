// Timers that are on time in a hidden tab as well; see the worker.
let worker: Worker | null = null;
let lastId = 0;
const waiting = new Map<number, () => void>();

function ticker(): Worker {
  if (!worker) {
    worker = new Worker(new URL('./ticker.worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<number>) => {
      const due = waiting.get(data);
      waiting.delete(data);
      due?.();
    });
  }
  return worker;
}

/** Calls `due` in so many milliseconds. Returns what calls it off. */
export function deadline(inMs: number, due: () => void): () => void {
  lastId += 1;
  const id = lastId;
  waiting.set(id, due);
  ticker().postMessage({ id, inMs });
  return () => {
    if (waiting.delete(id)) ticker().postMessage({ id, cancel: true });
  };
}
