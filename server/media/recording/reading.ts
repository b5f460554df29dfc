import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Findings } from './findings.ts';

/**
 * What the journal in a folder comes to. Read in a thread of its own: one of three hours takes half a second and more, in
 * which the rooms would stand still. `without`: files that count as if nothing came to them. Rejects when told to break
 * off, and where there is none.
 */
export async function readFindings(
  folder: string,
  signal: AbortSignal,
  without: readonly string[] = [],
): Promise<Findings> {
  signal.throwIfAborted();
  const thread = new Worker(new URL('reading-worker.ts', import.meta.url), { workerData: { folder, without } });
  try {
    const [findings] = (await once(thread, 'message', { signal })) as [Findings];
    return findings;
  } finally {
    await thread.terminate();
  }
}
