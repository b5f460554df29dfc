import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';
import { mergeTree } from '../../server/docs/encoding.ts';
import { cpuUs, median } from './support/cpu.ts';
import {
  startCarrelDocuments,
  startHocuspocus,
  startYWebsocket,
  type Channel,
  type DocumentPeer,
} from './support/document-peers.ts';
import { documentHeap } from './support/document-heap.ts';
import { typing } from './support/typing.ts';

const writers = 4;
const updates = 20_000;
/** Edits of the document that somebody joins late, and how often they do. */
const edits = 100_000;
const joinsPerRound = 5;
const rounds = 3;
/** After this without a frame for anybody, all that was sent has arrived. */
const silenceMs = 400;
/** A writer sends so many updates, then waits until they have left: the server's queue is bounded as with real typing. */
const burst = 50;

const made = typing(writers, updates, 1);
const total = made.flat().length;
const lengthOf = (doc: Doc) => made.reduce((sum, _, writer) => sum + doc.getText(`writer-${writer}`).length, 0);
const expected = (() => {
  const doc = new Doc();
  for (const update of made.flat()) applyUpdate(doc, update);
  return lengthOf(doc);
})();

/** CPU of the server process, all threads, an update: with tokens, and stored. */
export async function run(): Promise<void> {
  const peers = [await startYWebsocket(), await startHocuspocus(), await startCarrelDocuments()];
  const costs = new Map(peers.map((peer) => [peer, { 1: [] as number[], 16: [] as number[] }]));
  const joins = new Map(peers.map((peer) => [peer, [] as number[]]));
  let document = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const peer of peers) {
      document += 1;
      joins.get(peer)!.push(...(await joinLate(peer, document)));
    }
    for (const readers of [1, 16] as const) {
      for (const peer of peers) {
        document += 1;
        costs.get(peer)![readers].push(await write(peer, document, readers));
      }
    }
  }
  const [plain, hocuspocus, carrel] = peers as [DocumentPeer, DocumentPeer, DocumentPeer];
  const cost = (peer: DocumentPeer, readers: 1 | 16) => median(costs.get(peer)![readers]);
  for (const peer of peers) {
    const shown = ([1, 16] as const).map(
      (readers) => `${readers} reader(s) ${cost(peer, readers).toFixed(1)} [${show(costs.get(peer)![readers])}]`,
    );
    console.log(
      `${peer.name}: CPU-µs an update with ${shown.join(', ')}; late join to SyncStep2 ${median(joins.get(peer)!).toFixed(1)} ms`,
    );
  }
  for (const peer of [plain, hocuspocus]) {
    for (const readers of [1, 16] as const) {
      verdict(
        `updates per CPU-second, ${readers} reader(s), against ${peer.name}`,
        cost(peer, readers) / cost(carrel, readers),
        '≥',
        2.5,
      );
    }
  }
  verdict('cost of 16 readers against 1', cost(carrel, 16) / cost(carrel, 1), '≤', 1.3);
  verdict('late join against Hocuspocus', median(joins.get(carrel)!) / median(joins.get(hocuspocus)!), '≤', 0.25);
  const heap = await documentHeap();
  console.log(
    `heap of an open document of ${edits} edits: ${(heap.live / 1e6).toFixed(2)} MB; a bare Y.Doc and its snapshot: ${(heap.bare / 1e6).toFixed(2)} MB`,
  );
  verdict('heap of an open document', heap.live / heap.bare, '≤', 1.25);
  for (const peer of peers) await peer.end();
}

const show = (values: readonly number[]) => values.map((value) => value.toFixed(1)).join(' ');

function verdict(what: string, value: number, sense: '≤' | '≥', bound: number): void {
  const met = sense === '≤' ? value <= bound : value >= bound;
  console.log(`${what}: ${value.toFixed(2)} (bound ${sense} ${bound}) ${met ? 'met' : 'MISSED'}`);
}

/** CPU-µs an update, when everybody has everything. */
async function write(peer: DocumentPeer, document: number, readers: number): Promise<number> {
  const reading = await Promise.all(Array.from({ length: readers }, () => peer.open(document)));
  const writing = await Promise.all(made.map(() => peer.open(document)));
  let lastAt = performance.now();
  for (const one of [...reading, ...writing]) one.socket.on('message', () => (lastAt = performance.now()));
  const mirror = new Doc();
  const all = new Promise<void>((resolve) => {
    reading[0]!.onUpdate((update) => {
      applyUpdate(mirror, update);
      if (lengthOf(mirror) === expected) resolve();
    });
  });
  const before = cpuUs(peer.pid);
  await Promise.all(writing.map((one, writer) => sendAll(one, made[writer]!)));
  await all;
  while (performance.now() - lastAt < silenceMs) await new Promise((resolve) => setTimeout(resolve, 50));
  const cost = (cpuUs(peer.pid) - before) / total;
  for (const { socket } of [...reading, ...writing]) socket.terminate();
  return cost;
}

async function sendAll(channel: Channel, list: readonly Uint8Array[]): Promise<void> {
  for (const [index, update] of list.entries()) {
    channel.send(update);
    if (index % burst === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    while (channel.socket.bufferedAmount > 100_000) await new Promise<void>((resolve) => void setTimeout(resolve, 1));
  }
}

/** Milliseconds from the request for the document to its arrival, for people who come after a change, one after the other. */
async function joinLate(peer: DocumentPeer, document: number): Promise<number[]> {
  const long = typing(writers, edits, 2).map((list) => mergeTree(list)!);
  const changes = typing(1, joinsPerRound, 3).flat();
  const writing = await peer.open(document);
  await writing.sync();
  for (const update of long) writing.send(update);
  // As a server has it: what was deleted is collected, which no merge of updates does.
  const whole = new Doc();
  for (const update of long) applyUpdate(whole, update);
  const size = encodeStateAsUpdate(whole).length;
  const times: number[] = [];
  for (let count = 0; count < joinsPerRound; count += 1) {
    writing.send(changes[count]!);
    while ((await writing.sync()).length < size * 0.9) await new Promise((resolve) => void setTimeout(resolve, 20));
    const one = await peer.open(document);
    const startedAt = performance.now();
    await one.sync();
    times.push(performance.now() - startedAt);
    one.socket.terminate();
  }
  writing.socket.terminate();
  return times;
}
