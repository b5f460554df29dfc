import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Findings } from './findings.ts';

/**
 * What the journal in a folder comes to. Read in a thread of its own: one of three hours takes half a second and more, in
 * which the rooms would stand still. Rejects when told to break off, and where there is none.
 */
export async function readFindings(folder: string, signal: AbortSignal): Promise<Findings> {
  signal.throwIfAborted();
  const thread = new Worker(new URL('reading-worker.ts', import.meta.url), { workerData: folder });
  try {
    const [findings] = (await once(thread, 'message', { signal })) as [Findings];
    return findings;
  } finally {
    await thread.terminate();
  }
}
