// Merges what is stored of a document, in a thread of its own. Going through a Y.Doc is what collects the garbage.
import { parentPort } from 'node:worker_threads';
import { Doc } from 'yjs';
import { encodeSnapshot, restore } from './encoding.ts';

export type Work = { readonly id: number; readonly snapshot: Uint8Array | null; readonly tail: readonly Uint8Array[] };
export type Done = { readonly id: number } & ({ readonly snapshot: Uint8Array } | { readonly failure: string });

async function merge({ id, snapshot, tail }: Work): Promise<Done> {
  const doc = new Doc();
  try {
    await restore(doc, snapshot, tail);
    return { id, snapshot: await encodeSnapshot(doc) };
  } catch (error) {
    return { id, failure: String(error) };
  } finally {
    doc.destroy();
  }
}

parentPort?.on('message', (work: Work) => void answer(work));

async function answer(work: Work): Promise<void> {
  parentPort?.postMessage(await merge(work));
}
