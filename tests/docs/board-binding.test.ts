import { expect, test, vi, beforeEach, afterEach } from 'vitest';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';
import { bindBoard, type Binding } from '../../client/web/room/board/binding.ts';
import { inOrder, type BoardElement } from '../../client/web/room/board/board-element.ts';
import { randomFrom } from '../support/random.ts';

interface Shape extends BoardElement {
  readonly x: number;
}

/** A board as a canvas has it: elements change in place, and deleted ones stay until the page goes. */
class Board {
  readonly doc = new Doc();
  readonly binding: Binding;
  held: string | null = null;
  #elements: Shape[] = [];
  readonly #random: () => number;

  constructor(random: () => number, clientId?: number) {
    this.#random = random;
    if (clientId !== undefined) this.doc.clientID = clientId;
    const canvas = {
      elements: () => this.#elements,
      show: (elements: readonly Shape[]) => void (this.#elements = [...elements]),
      isHeld: (id: string) => this.held === id,
    };
    this.binding = bindBoard<Shape>(this.doc, canvas, (value) => ({ ...(value as Shape) }));
    this.binding.setWritable(true);
  }

  get visible(): Shape[] {
    return this.#elements.filter(({ isDeleted }) => !isDeleted);
  }

  draw(id: string, index: string): void {
    this.#elements = inOrder([
      ...this.#elements,
      { id, index, x: 0, isDeleted: false, version: 1, versionNonce: this.#nonce() },
    ]);
    this.binding.changed();
  }

  change(id: string, part: Partial<Shape>): void {
    const element = this.#elements.find((one) => one.id === id);
    if (!element) return;
    Object.assign(element, part, { version: element.version + 1, versionNonce: this.#nonce() });
    this.binding.changed();
  }

  /** As when a file is opened. */
  replaceAll(): void {
    this.#elements = [];
    this.binding.changed();
  }

  #nonce(): number {
    return Math.floor(this.#random() * 2 ** 31);
  }
}

const merge = (...boards: readonly Board[]): void => {
  for (const board of boards) board.binding.flush();
  // What merging made somebody want to say again is said in the next round.
  for (let round = 0; round < 3; round += 1) {
    for (const from of boards) {
      for (const to of boards) if (from !== to) applyUpdate(to.doc, encodeStateAsUpdate(from.doc));
    }
    for (const board of boards) board.binding.flush();
  }
};
const mapOf = ({ doc }: Board) => inOrder(Object.values(doc.getMap('elements').toJSON()) as Shape[]);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('whatever people do apart, they see the same when they meet, and it is what the document has', () => {
  const seed = 20_261_126;
  const random = randomFrom(seed);
  const boards = [1, 2, 3].map((clientId) => new Board(random, clientId));
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];
  for (let turn = 0; turn < 30; turn += 1) {
    for (const board of boards) {
      for (let step = 0; step < 4; step += 1) {
        const target = pick(board.visible)?.id ?? '';
        const chance = random();
        if (chance < 0.4) board.draw(`e${turn}-${step}-${boards.indexOf(board)}`, `a${Math.floor(random() * 9)}`);
        else if (chance < 0.7) board.change(target, { x: random() });
        else if (chance < 0.95) board.change(target, { isDeleted: true });
        else board.replaceAll();
        if (chance > 0.5) board.binding.flush();
      }
    }
    merge(...boards);
    const [first, ...others] = boards.map(({ visible }) => visible);
    for (const other of others) expect(other, `seed ${seed}, turn ${turn}`).toEqual(first);
    expect(mapOf(boards[0]!), `seed ${seed}, turn ${turn}`).toEqual(first);
  }
});

test('going back to an older state is not undone by a board that has the newer one', () => {
  const [ada, ben] = [new Board(Math.random), new Board(Math.random)];
  ada.draw('one', 'a1');
  for (let x = 1; x < 5; x += 1) ada.change('one', { x });
  merge(ada, ben);
  // As the server does it: the element of then, with its version of then.
  ben.doc.transact(
    () => ben.doc.getMap('elements').set('one', { ...ben.visible[0], x: 0, version: 1, versionNonce: 7 }),
    'server',
  );
  merge(ada, ben);
  expect([ada.visible, ben.visible].map(([one]) => one?.x)).toEqual([0, 0]);
});

test('what somebody holds is not taken out of their hand, and is there for all when they let go', () => {
  const [ada, ben] = [new Board(Math.random), new Board(Math.random)];
  ada.draw('one', 'a1');
  merge(ada, ben);
  ada.held = 'one';
  ada.change('one', { x: 1 });
  ben.change('one', { isDeleted: true });
  merge(ada, ben);
  expect(ada.visible).toHaveLength(1);
  ada.held = null;
  ada.change('one', { x: 2 });
  merge(ada, ben);
  expect(ben.visible.map(({ x }) => x)).toEqual([2]);
});

test('a page that may only read writes nothing, and a canvas that was emptied is filled again', () => {
  const [ada, ben] = [new Board(Math.random), new Board(Math.random)];
  ada.draw('one', 'a1');
  merge(ada, ben);
  ben.binding.setWritable(false);
  ben.change('one', { x: 9 });
  ben.replaceAll();
  merge(ada, ben);
  expect([ada.visible, ben.visible].map(([one]) => one?.x)).toEqual([0, 0]);
});

test('what was drawn, changed and deleted leaves little behind', () => {
  const board = new Board(Math.random);
  const rounds = 400;
  for (let n = 0; n < rounds; n += 1) {
    board.draw(`element-${n}`, 'a1');
    board.binding.flush();
    for (let step = 0; step < 5; step += 1) {
      board.change(`element-${n}`, { x: step });
      board.binding.flush();
    }
    board.change(`element-${n}`, { isDeleted: true });
    board.binding.flush();
  }
  expect(board.doc.getMap('elements').size).toBe(0);
  // A name and a few numbers for each: six states of an element are one tombstone.
  expect(encodeStateAsUpdate(board.doc).length / rounds).toBeLessThan(40);
});
