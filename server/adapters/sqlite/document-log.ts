import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DocumentLog } from '../../docs/ports.ts';
import type { DocumentStore } from './document-store.ts';
import type { Answered } from './document-thread.ts';

type Waiting = { readonly resolve: (answer: unknown) => void; readonly reject: (error: Error) => void };

/**
 * The documents of a single node, in DATA_DIR/documents.sqlite, kept by a thread of its own: on a busy disk one sync took
 * 300 ms, and nobody's event loop waits for it. Open the room store first: it holds the lock of the directory.
 */
export async function openDocumentLog({ dataDir }: { dataDir: string }): Promise<DocumentLog> {
  const thread = new Worker(new URL('document-thread.ts', import.meta.url), { workerData: dataDir });
  // Rejects if the thread ends of an error before: the file is locked, or of a newer version.
  await once(thread, 'message');
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let gone: Error | null = null;

  const end = (error: Error) => {
    gone = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  thread.on('error', end);
  thread.on('exit', () => end(new Error('The document log is closed')));
  thread.on('message', (answered: Answered) => {
    const one = waiting.get(answered.id);
    waiting.delete(answered.id);
    if ('answer' in answered) one?.resolve(answered.answer);
    else one?.reject(new Error(answered.failure));
  });

  const ask = <Method extends keyof DocumentStore>(method: Method) =>
    ((...args: Parameters<DocumentStore[Method]>) =>
      new Promise((resolve, reject) => {
        if (gone) throw gone;
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        thread.postMessage({ id: lastId, method, args });
      })) as DocumentStore[Method];

  return {
    shared: false,
    load: ask('load'),
    append: ask('append'),
    compact: ask('compact'),
    edits: ask('edits'),
    open: ask('open'),
    conclude: ask('conclude'),
    // Nobody else writes here.
    follow: () => ({ catchUp: async () => {}, signal: () => {}, stop: () => {} }),
    async close() {
      if (gone) return;
      await ask('close')();
      await thread.terminate();
    },
  };
}
