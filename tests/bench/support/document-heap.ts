// Started with --expose-gc it is the process that measures; imported, what starts that process.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';
import { LiveDocument } from '../../../server/docs/document.ts';
import type { DocumentLog, StoredDocument } from '../../../server/docs/ports.ts';
import type { SessionId } from '../../../server/protocol/ids.ts';
import { mergeTree } from '../../../server/docs/encoding.ts';
import { memoryDocumentLog } from '../../support/documents/memory-log.ts';
import { typing } from './typing.ts';

type Heap = { readonly bare: number; readonly live: number };

export async function documentHeap(): Promise<Heap> {
  const file = fileURLToPath(import.meta.url);
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', file]);
  return JSON.parse(stdout) as Heap;
}

/** What is in use when nothing more can be collected: buffers go a turn after what held them. */
async function used(): Promise<number> {
  for (let times = 0; times < 5; times += 1) {
    gc!();
    await new Promise((resolve) => void setImmediate(resolve));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Bytes that `make` keeps alive, outside the heap as well. */
async function kept(make: () => Promise<unknown>): Promise<number> {
  const before = await used();
  const held = await make();
  const after = await used();
  return held ? after - before : 0;
}

async function measure(): Promise<Heap> {
  const update = mergeTree(typing(4, 100_000, 1).flat())!;
  const filled = (): Doc => {
    const doc = new Doc();
    applyUpdate(doc, update);
    return doc;
  };
  filled();
  const bare = await kept(async () => {
    const doc = filled();
    return { doc, snapshot: encodeStateAsUpdate(doc) };
  });
  const log: DocumentLog = memoryDocumentLog();
  const stored: StoredDocument = { epoch: '', version: 0, snapshot: null, tail: [], place: '', owners: new Map() };
  const live = await kept(async () => {
    const name = { sessionId: '00000000-0000-4000-8000-000000000000' as SessionId, kind: 'notes' } as const;
    const deps = { log, now: () => 0, onStored() {}, onFailure() {}, onBroken() {} };
    const document = new LiveDocument(name, filled(), stored, deps);
    const peer = { author: { id: name.sessionId as never, name: '', color: '' }, send() {}, close() {} };
    document.join(peer, 'read');
    // Somebody has opened it: the answer is kept.
    document.receive(peer, { type: 'sync.request', stateVector: Uint8Array.of(0) });
    return document;
  });
  return { bare, live };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(await measure()));
