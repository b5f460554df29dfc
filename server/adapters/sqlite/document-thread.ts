// The thread that has DATA_DIR/documents.sqlite open. What arrives together is written in one transaction.
import { randomUUID } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { openDocumentStore, type DocumentStore } from './document-store.ts';

export type Asked = {
  [Method in keyof DocumentStore]: {
    readonly id: number;
    readonly method: Method;
    readonly args: Parameters<DocumentStore[Method]>;
  };
}[keyof DocumentStore];
export type Answered = { readonly id: number } & ({ readonly answer: unknown } | { readonly failure: string });

const store = openDocumentStore({ dataDir: String(workerData), newId: randomUUID });

async function answer({ id, method, args }: Asked): Promise<void> {
  const ask = store[method] as (...args: readonly unknown[]) => Promise<unknown>;
  const answered: Answered = await ask(...args).then(
    (answer) => ({ id, answer }),
    (error: unknown) => ({ id, failure: String(error) }),
  );
  parentPort?.postMessage(answered);
  if (method === 'close') parentPort?.close();
}

parentPort?.on('message', (asked: Asked) => void answer(asked));
parentPort?.postMessage('open');
