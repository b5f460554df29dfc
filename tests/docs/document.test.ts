import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';
import { describe, expect, test, vi } from 'vitest';
import { fakePeer, node, syncInto, typed } from '../support/documents/node.ts';
import { memoryDocumentLog, newShelf } from '../support/documents/memory-log.ts';

const text = (doc: Doc) => doc.getText('t').toJSON();

describe('a turn', () => {
  test('what arrives in one turn is stored as one update and sent as one frame', async () => {
    const { open, log } = node();
    const { document } = await open();
    const [ann, bob] = [fakePeer('Ann'), fakePeer('Bob')];
    document.join(ann, 'write');
    document.join(bob, 'write');
    const append = vi.spyOn(log, 'append');
    for (const update of typed('hello')) document.receive(ann, { type: 'update', update, whole: false });
    await document.settle();
    expect(append).toHaveBeenCalledTimes(1);
    expect(bob.updates()).toHaveLength(1);
    expect(ann.updates(), 'who sent it is not sent it').toHaveLength(0);
    const mirror = new Doc();
    applyUpdate(mirror, bob.updates()[0]!);
    expect(text(mirror)).toBe('hello');
  });

  test('nobody is sent what is not stored, and nobody is told that it is', async () => {
    const { open, log, errors } = node();
    const { document } = await open();
    const [ann, bob] = [fakePeer('Ann'), fakePeer('Bob')];
    document.join(ann, 'write');
    document.join(bob, 'write');
    const later = Promise.withResolvers<void>();
    const really = log.append.bind(log);
    const append = vi
      .spyOn(log, 'append')
      .mockRejectedValueOnce(new Error('the disk is full'))
      .mockImplementationOnce((...args) => later.promise.then(() => really(...args)));
    for (const update of typed('hello')) document.receive(ann, { type: 'update', update, whole: false });
    document.receive(ann, { type: 'mark', mark: 1 });
    await expect.poll(() => errors).toHaveLength(1);
    expect(bob.updates()).toHaveLength(0);
    expect(ann.marks()).toEqual([]);
    later.resolve();
    await document.settle();
    expect(append).toHaveBeenCalledTimes(2);
    expect(bob.updates()).toHaveLength(1);
    expect(ann.marks()).toEqual([{ mark: 1, saved: true }]);
  });

  test('a malformed update closes its sender alone; the others of its turn are kept', async () => {
    const { open } = node();
    const { document } = await open();
    const [ann, bob] = [fakePeer('Ann'), fakePeer('Bob')];
    document.join(ann, 'write');
    document.join(bob, 'write');
    document.receive(bob, { type: 'update', update: Uint8Array.of(1, 9, 9), whole: false });
    for (const update of typed('hello')) document.receive(ann, { type: 'update', update, whole: false });
    await document.settle();
    expect(bob.closedWith()).toBe('malformed');
    expect(ann.closedWith()).toBeNull();
    expect(text(document.doc)).toBe('hello');
  });

  test('who may only read changes nothing, and is told so', async () => {
    const { open } = node();
    const { document } = await open();
    const ann = fakePeer('Ann');
    document.join(ann, 'read');
    for (const update of typed('hello')) document.receive(ann, { type: 'update', update, whole: false });
    document.receive(ann, { type: 'mark', mark: 1 });
    await document.settle();
    expect(text(document.doc)).toBe('');
    expect(ann.marks()).toEqual([{ mark: 1, saved: false }]);
  });

  test('what hangs on something missing is asked for, and comes with the answer', async () => {
    const { open } = node();
    const { document } = await open();
    const ann = fakePeer('Ann');
    document.join(ann, 'write');
    const whole = new Doc();
    const updates = typed('hello', whole);
    document.receive(ann, { type: 'update', update: encodeStateAsUpdate(new Doc()), whole: true });
    document.receive(ann, { type: 'update', update: updates[3]!, whole: false });
    await document.settle();
    document.receive(ann, { type: 'mark', mark: 1 });
    expect(ann.marks()).toEqual([{ mark: 1, saved: false }]);
    document.receive(ann, { type: 'update', update: encodeStateAsUpdate(whole), whole: true });
    document.receive(ann, { type: 'mark', mark: 2 });
    await document.settle();
    expect(ann.marks().at(-1)).toEqual({ mark: 2, saved: true });
    expect(text(document.doc)).toBe('hello');
  });
});

describe('coming and going', () => {
  test('loads coalesce, and two openings are one document', async () => {
    const { open, log } = node();
    const load = vi.spyOn(log, 'load');
    const [one, other] = await Promise.all([open(), open()]);
    expect(one.document).toBe(other.document);
    expect(load).toHaveBeenCalledTimes(1);
  });

  test('the last one leaves while the store is slow, somebody comes: they see it, and nothing is doubled', async () => {
    const { open, log } = node();
    const lease = await open();
    const ann = fakePeer('Ann');
    lease.document.join(ann, 'write');
    let store = () => {};
    const append = log.append.bind(log);
    const appended = vi.spyOn(log, 'append').mockImplementationOnce(async (...args) => {
      await new Promise<void>((resolve) => (store = resolve));
      return append(...args);
    });
    for (const update of typed('hello')) lease.document.receive(ann, { type: 'update', update, whole: false });
    lease.document.leave(ann);
    lease.release();
    await expect.poll(() => appended.mock.calls).toHaveLength(1);
    const again = await open();
    expect(again.document).toBe(lease.document);
    store();
    await again.document.settle();
    expect(syncInto(again.document)).toBe('hello');
  });

  test('a document leaves memory and comes back from the log, also after it was merged, with nothing doubled', async () => {
    const { open, documents, compactor, log } = node();
    for (let life = 0; life < 4; life += 1) {
      const { document, release } = await open();
      const ann = fakePeer('Ann');
      document.join(ann, 'write');
      const mine = new Doc();
      applyUpdate(mine, encodeStateAsUpdate(document.doc));
      for (const update of typed('ab', mine)) document.receive(ann, { type: 'update', update, whole: false });
      await document.settle();
      document.leave(ann);
      release();
      await expect.poll(() => documents.peek(document.key)).toBeUndefined();
      if (life === 1) await compactor.run(document.key);
      expect((await log.load(document.key)).epoch).toBe(document.epoch);
    }
    const { document } = await open();
    expect(text(document.doc)).toBe('abababab');
  });

  test('two servers load at once and both write: they converge, and the log has each update once', async () => {
    const shelf = newShelf();
    const [one, two] = [node(memoryDocumentLog(shelf)), node(memoryDocumentLog(shelf))];
    const [left, right] = await Promise.all([one.open(), two.open()]);
    const [ann, bob] = [fakePeer('Ann'), fakePeer('Bob')];
    left.document.join(ann, 'write');
    right.document.join(bob, 'write');
    for (const update of typed('left ')) left.document.receive(ann, { type: 'update', update, whole: false });
    for (const update of typed('right ')) right.document.receive(bob, { type: 'update', update, whole: false });
    await Promise.all([left.document.settle(), right.document.settle()]);
    await expect.poll(() => text(left.document.doc) === text(right.document.doc)).toBe(true);
    expect(text(left.document.doc)).toHaveLength('left right '.length);
    expect((await one.log.load(left.document.key)).tail).toHaveLength(2);
  });
});

describe('who somebody is', () => {
  const shown = (doc: Doc, state: object): Uint8Array => {
    const awareness = new Awareness(doc);
    awareness.setLocalState(state);
    const update = encodeAwarenessUpdate(awareness, [doc.clientID]);
    awareness.destroy();
    return update;
  };

  test('awareness carries the name that somebody signed in with, whatever they say', async () => {
    const { open } = node();
    const { document } = await open();
    const [ann, bob] = [fakePeer('Ann'), fakePeer('Bob')];
    document.join(ann, 'write');
    document.join(bob, 'write');
    document.receive(ann, { type: 'awareness', update: shown(new Doc(), { user: { name: 'Bob' }, cursor: 3 }) });
    await expect.poll(bob.states).toEqual([{ user: ann.author, cursor: 3 }]);
    document.leave(ann);
    await expect.poll(bob.states).toEqual([null]);
  });

  test('a client id stays whose it was first: the forger’s structs are dropped, the victim’s words survive', async () => {
    const { open } = node();
    const { document } = await open();
    const [victim, forger] = [fakePeer('Victim'), fakePeer('Forger')];
    document.join(victim, 'write');
    document.join(forger, 'write');
    const mine = new Doc();
    document.receive(victim, { type: 'awareness', update: shown(mine, {}) });
    const forgery = new Doc();
    forgery.clientID = mine.clientID;
    for (const update of typed('XXXXX', forgery)) document.receive(forger, { type: 'update', update, whole: false });
    await document.settle();
    for (const update of typed('hello', mine)) document.receive(victim, { type: 'update', update, whole: false });
    await document.settle();
    expect(text(document.doc)).toBe('hello');
    expect(forger.closedWith(), 'the connection stays').toBeNull();
  });

  test('the binding outlives the document’s time in memory', async () => {
    const { open, documents } = node();
    const mine = new Doc();
    const victim = fakePeer('Victim');
    const lease = await open();
    lease.document.join(victim, 'write');
    lease.document.receive(victim, { type: 'awareness', update: shown(mine, {}) });
    for (const update of typed('hello', mine)) lease.document.receive(victim, { type: 'update', update, whole: false });
    await lease.document.settle();
    lease.document.leave(victim);
    lease.release();
    await expect.poll(() => documents.peek(lease.document.key)).toBeUndefined();
    const { document } = await open();
    const forger = fakePeer('Forger');
    document.join(forger, 'write');
    const forgery = new Doc();
    applyUpdate(forgery, encodeStateAsUpdate(mine));
    forgery.clientID = mine.clientID;
    for (const update of typed('!', forgery)) document.receive(forger, { type: 'update', update, whole: false });
    await document.settle();
    expect(text(document.doc)).toBe('hello');
  });
});
