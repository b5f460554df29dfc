import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyUpdate, Doc, encodeStateAsUpdate, mergeUpdates } from 'yjs';
import { Whole } from '../../server/docs/whole.ts';

const step = fc.record({
  who: fc.nat(2),
  what: fc.constantFrom('insert', 'delete', 'set', 'nest', 'meet'),
  at: fc.nat(1_000),
  /** Whether somebody comes after it. */
  greets: fc.boolean(),
});
type Step = { who: number; what: 'insert' | 'delete' | 'set' | 'nest' | 'meet'; at: number; greets: boolean };

function act({ what, at }: Step, doc: Doc): void {
  const text = doc.getText('t');
  switch (what) {
    case 'insert':
      return text.insert(at % (text.length + 1), 'żółw');
    case 'delete':
      if (text.length > 0) text.delete(at % text.length, 1);
      return;
    case 'set':
      return void doc.getMap('m').set(`${at % 5}`, { deep: [at] });
    case 'nest':
      return void doc.getMap('m').set(`${at % 5}`, new Doc());
    case 'meet':
  }
}
const shown = (update: Uint8Array) => {
  const doc = new Doc();
  applyUpdate(doc, update);
  return {
    text: doc.getText('t').toJSON(),
    map: [...doc.getMap('m').keys()].toSorted(),
    left: doc.store.pendingStructs,
  };
};

test('a whole that is written on says what the document is, whatever was done and whenever somebody came', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const server = new Doc();
      const people = [new Doc(), new Doc(), new Doc()];
      let whole = new Whole(encodeStateAsUpdate(server));
      const meet = () => {
        for (const person of people) applyUpdate(person, encodeStateAsUpdate(server));
      };
      server.on('update', (update: Uint8Array) => {
        if (!whole.append(update)) whole = new Whole(encodeStateAsUpdate(server));
      });
      for (const one of steps) {
        const person = people[one.who]!;
        if (one.what === 'meet') meet();
        else act(one, person);
        applyUpdate(server, encodeStateAsUpdate(person));
        if (!one.greets) continue;
        expect(shown(whole.encode()!)).toEqual({ ...shown(encodeStateAsUpdate(server)), left: null });
      }
      // Also for whoever merges it with other updates, as providers and stores do.
      expect(shown(mergeUpdates([whole.encode()!]))).toEqual(shown(encodeStateAsUpdate(server)));
    }),
    { numRuns: 200, seed: Number(process.env['SEED'] ?? Date.now() % 2 ** 31) },
  );
});

test('what does not continue it is not added', () => {
  const doc = new Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => void updates.push(update));
  for (const word of ['one', 'two', 'three']) doc.getText('t').insert(0, word);
  const [first, second, third] = updates as [Uint8Array, Uint8Array, Uint8Array];
  const whole = new Whole(first);
  whole.append(third);
  expect(whole.encode()).toBeNull();
  const again = new Whole(first);
  again.append(second);
  again.append(second);
  expect(again.encode()).toBeNull();
});
