// What has failed people elsewhere, by the issue that tells of it. Others have their tests beside the rule they hold:
// hocuspocus#344, #725, #971, #183 in document.test.ts, and what kill -9 may not take in kill.test.ts.
import { expect, test, vi } from 'vitest';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';
import { encodeSnapshot } from '../../server/docs/encoding.ts';
import { limits } from '../../server/docs/limits.ts';
import { fakePeer, node, syncInto, typed } from '../support/documents/node.ts';

const text = (doc: Doc) => doc.getText('t').toJSON();

/** A document with Ann and Bob in it. */
async function open(nodes = node()) {
  const lease = await nodes.open();
  const { document } = lease;
  const [ann, bob] = [fakePeer('Ann'), fakePeer('Bob')];
  for (const peer of [ann, bob]) document.join(peer, 'write');
  const send = (peer: typeof ann, ...updates: Uint8Array[]) => {
    for (const update of updates) document.receive(peer, { type: 'update', update, whole: false });
    return document.settle();
  };
  return { ...nodes, ...lease, ann, bob, send };
}

test('[hocuspocus#954] a store that fails is tried again, and the document leaves memory all the same', async () => {
  const { log, documents, document, ann, bob, send, release } = await open();
  vi.spyOn(log, 'append')
    .mockRejectedValueOnce(new Error('the disk is full'))
    .mockRejectedValueOnce(new Error('the disk is full'));
  await send(ann, ...typed('hello'));
  for (const peer of [ann, bob]) document.leave(peer);
  release();
  await expect.poll(() => documents.peek(document.key)).toBeUndefined();
  expect(syncInto((await documents.open(document.name)).document)).toBe('hello');
});

test('[plugNmeet#1091] who comes back with nothing is given everything, and takes nothing away', async () => {
  const { document, ann, bob, send } = await open();
  await send(ann, ...typed('hello'));
  document.leave(bob);
  const again = fakePeer('Bob');
  document.join(again, 'write');
  // All that somebody has who has nothing: what a page sends that has lost its copy.
  document.receive(again, { type: 'update', update: encodeStateAsUpdate(new Doc()), whole: true });
  await document.settle();
  expect(text(document.doc)).toBe('hello');
  expect(syncInto(document)).toBe('hello');
});

test('[liveblocks#3535, excalidraw#6647] a write beyond the limit is refused whole; what others have drawn stays', async () => {
  const { document, ann, bob, send } = await open();
  await send(ann, ...typed('hello '));
  const large = new Doc();
  large.getMap('elements').set('picture', 'x'.repeat(limits.documentBytes));
  await send(bob, encodeStateAsUpdate(large));
  expect(bob.closedWith()).toBe('tooLarge');
  expect(document.doc.getMap('elements').size).toBe(0);
  const mine = new Doc();
  applyUpdate(mine, encodeStateAsUpdate(document.doc));
  await send(ann, ...typed('world', mine));
  expect(text(document.doc)).toBe('hello world');
  expect(ann.closedWith()).toBeNull();
});

test('[yjs#741] what is moved and deleted over and over leaves next to nothing behind', async () => {
  const { document, ann, send } = await open();
  const page = new Doc();
  const updates: Uint8Array[] = [];
  page.on('update', (update: Uint8Array) => void updates.push(update));
  const moves = 2_000;
  for (let count = 0; count < moves; count += 1) {
    page.getMap('elements').set(`shape ${count % 2}`, { id: 'shape', type: 'rectangle', x: count, y: count });
    page.getText('t').insert(0, 'word');
    page.getText('t').delete(0, 4);
  }
  await send(ann, ...updates);
  const whole = encodeStateAsUpdate(document.doc);
  // What was there is gone; that it was is 20 bytes a move on the wire, and compresses away where it is kept.
  expect(whole.length).toBeLessThan(moves * 20);
  expect((await encodeSnapshot(document.doc)).length).toBeLessThan(1_000);
  expect(document.doc.getMap('elements').size).toBe(2);
});
