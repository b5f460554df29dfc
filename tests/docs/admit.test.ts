import {
  Array as YArray,
  Doc,
  GC,
  encodeStateAsUpdate,
  encodeStateAsUpdateV2,
  encodeStateVector,
  mergeUpdates,
  applyUpdate,
  getState,
} from 'yjs';
import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import { admit, type Ground } from '../../server/docs/admit.ts';
import { MalformedError } from '../../server/docs/bytes.ts';

const docWith = (client: number, text: string): Doc => {
  const doc = new Doc();
  doc.clientID = client;
  doc.getText('t').insert(0, text);
  return doc;
};
const groundOf = (doc: Doc, foreign: readonly number[] = []): Ground => ({
  stateOf: (client) => getState(doc.store, client),
  endsInGarbage: (client) => doc.store.clients.get(client)?.at(-1) instanceof GC,
  mayAddAs: (client) => !foreign.includes(client),
});
/** What Y.Doc would make of it: one item of `text` by `client` at `clock`, beginning a root. */
const forged = (client: number, clock: number, text: string): Uint8Array => {
  const encoder = createEncoder();
  for (const number of [1, 1, client, clock]) writeVarUint(encoder, number);
  writeVarUint(encoder, 4);
  writeVarUint(encoder, 1);
  writeVarString(encoder, 'x');
  writeVarString(encoder, text);
  writeVarUint(encoder, 0);
  return toUint8Array(encoder);
};

describe('what is admitted', () => {
  test('a new update passes as it came', () => {
    const update = encodeStateAsUpdate(docWith(7, 'hello'));
    expect(admit(update, groundOf(new Doc()))).toEqual({
      kind: 'update',
      update,
      adds: true,
      lacking: false,
      foreign: false,
    });
  });

  test('what is known already is nothing', () => {
    const doc = docWith(7, 'hello');
    expect(admit(encodeStateAsUpdate(doc), groundOf(doc))).toEqual({ kind: 'nothing', foreign: false });
  });

  test('the rest of what is known in part passes, and ends in the same document', () => {
    const doc = docWith(7, 'hello');
    const server = new Doc();
    applyUpdate(server, encodeStateAsUpdate(doc));
    doc.getText('t').insert(5, ' world');
    const admission = admit(encodeStateAsUpdate(doc), groundOf(server));
    if (admission.kind !== 'update') throw new Error(admission.kind);
    applyUpdate(server, admission.update);
    expect(server.getText('t').toJSON()).toBe('hello world');
  });

  test('what hangs on something missing is a gap', () => {
    const doc = docWith(7, 'hello');
    const before = encodeStateVector(doc);
    doc.getText('t').insert(5, '!');
    expect(admit(encodeStateAsUpdate(doc, before), groundOf(new Doc()))).toEqual({ kind: 'gap' });
  });

  test('what hangs on another client that is missing is a gap', () => {
    const other = docWith(9, 'a');
    applyUpdate(other, encodeStateAsUpdate(docWith(7, 'hello')));
    other.getText('t').insert(3, 'b');
    const known = new Doc();
    applyUpdate(known, encodeStateAsUpdate(docWith(9, 'a')));
    const own = encodeStateAsUpdate(other, encodeStateVector(docWith(7, 'hello')));
    expect(admit(own, groundOf(new Doc()))).toEqual({ kind: 'gap' });
  });

  test('what begins in the middle of garbage is a gap: Y.Doc could not take it up', () => {
    const server = docWith(7, 'x');
    server.getMap('m').set('list', YArray.from([1, 2, 3]));
    server.getMap('m').delete('list');
    const state = getState(server.store, 7);
    const straddling = forged(7, state - 1, 'ab');
    expect(() => applyUpdate(server, straddling)).toThrow(TypeError);
    expect(admit(straddling, groundOf(server))).toEqual({ kind: 'gap' });
    expect(admit(forged(7, state, 'ab'), groundOf(server))).toMatchObject({ kind: 'update', adds: true });
  });

  test('a merge of updates with a hole is cut at the hole', () => {
    const doc = new Doc();
    doc.clientID = 7;
    const made: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => void made.push(update));
    for (const char of 'abc') doc.getText('t').insert(doc.getText('t').length, char);
    const [first, , third] = made as [Uint8Array, Uint8Array, Uint8Array];
    const admission = admit(mergeUpdates([first, third]), groundOf(new Doc()));
    if (admission.kind !== 'update') throw new Error(admission.kind);
    const server = new Doc();
    applyUpdate(server, admission.update);
    expect(server.getText('t').toJSON()).toBe('a');
    expect(server.store.pendingStructs).toBeNull();
    expect(admission.lacking).toBe(true);
  });

  test('structs under the client id of somebody else are dropped: fifteen bytes do not take a writer’s next words', () => {
    const server = new Doc();
    applyUpdate(server, encodeStateAsUpdate(docWith(7, 'hello')));
    const attack = forged(7, 5, 'zzz');
    expect(attack.length).toBeLessThanOrEqual(15);
    expect(admit(attack, groundOf(server, [7]))).toEqual({ kind: 'nothing', foreign: true });
  });

  test('deletions of what others wrote pass', () => {
    const server = docWith(7, 'hello');
    const other = new Doc();
    applyUpdate(other, encodeStateAsUpdate(server));
    other.getText('t').delete(0, 2);
    const admission = admit(encodeStateAsUpdate(other, encodeStateVector(server)), groundOf(server, [7]));
    if (admission.kind !== 'update') throw new Error(admission.kind);
    applyUpdate(server, admission.update);
    expect(server.getText('t').toJSON()).toBe('llo');
  });
});

describe('what is refused as malformed', () => {
  test.each([
    ['nothing', new Uint8Array()],
    ['a V2 update', encodeStateAsUpdateV2(docWith(7, 'hello'))],
    ['an empty V2 update', encodeStateAsUpdateV2(new Doc())],
    ['half an update', encodeStateAsUpdate(docWith(7, 'hello')).slice(0, -3)],
    ['more than an update', Uint8Array.of(...encodeStateAsUpdate(docWith(7, 'hello')), 1)],
    ['a million structs in five bytes', Uint8Array.of(1, 0xc0, 0x84, 0x3d, 7, 0, 0)],
    ['a client twice', Uint8Array.of(2, 1, 7, 0, 0, 1, 1, 7, 1, 0, 1, 0)],
    ['an empty struct', Uint8Array.of(1, 1, 7, 0, 0, 0, 0)],
    ['a clock beyond all reason', Uint8Array.of(1, 1, 7, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0)],
    ['a type that does not exist', Uint8Array.of(1, 1, 7, 0, 7, 1, 1, 120, 9, 0)],
    ['a text that is not UTF-8', Uint8Array.of(1, 1, 7, 0, 4, 1, 1, 120, 1, 0xff, 0)],
    ['a deletion of nothing, where nothing is', Uint8Array.of(0, 1, 7, 1, 5, 0)],
    ['JSON that is none', Uint8Array.of(1, 1, 7, 0, 5, 1, 1, 120, 1, 0x7b, 0)],
  ])('%s', (_, update) => {
    expect(() => admit(update, groundOf(new Doc()))).toThrow(MalformedError);
  });

  test('a value so deep that nobody could encode it again', () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    const encoder = createEncoder();
    for (const number of [1, 1, 7, 0, 5, 1]) writeVarUint(encoder, number);
    writeVarString(encoder, 'x');
    writeVarString(encoder, deep);
    writeVarUint(encoder, 0);
    expect(() => admit(toUint8Array(encoder), groundOf(new Doc()))).toThrow(MalformedError);
  });
});
