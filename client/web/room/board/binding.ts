import type { Doc, YMapEvent } from 'yjs';
import { inOrder, stands, stateOf, type BoardElement } from './board-element.ts';

/** The drawing surface, as far as the binding knows it. */
export interface Canvas<Element extends BoardElement> {
  /** With those that were deleted here. */
  readonly elements: () => readonly Element[];
  /** Not undone by this person's undo. */
  readonly show: (elements: readonly Element[]) => void;
  /** What is under the person's hand right now. */
  readonly isHeld: (id: string) => boolean;
}

export interface Binding {
  /** Something may have changed on the canvas. */
  readonly changed: () => void;
  /** What waits is written now. */
  readonly flush: () => void;
  readonly setWritable: (writable: boolean) => void;
  readonly close: () => void;
}

/** What is in the document must not change with the canvas, which changes its elements in place. */
const copyOf = (element: object): unknown => JSON.parse(JSON.stringify(element));

/** While somebody draws the others see it this often, in milliseconds. */
const everyMs = 60;

/**
 * Keeps a canvas and the map `elements` of a document the same, element by element. Deleted elements are not in the map:
 * Yjs remembers that they are gone. The map is right, except about what was changed here and is not written yet.
 */
export function bindBoard<Element extends BoardElement>(
  doc: Doc,
  canvas: Canvas<Element>,
  /** Makes an element of what somebody put into the map; null if it is none. A copy: the canvas changes its elements. */
  read: (value: unknown) => Element | null,
): Binding {
  const map = doc.getMap<unknown>('elements');
  const origin = { binding: 'board' };
  /** The state of each element that the map and the canvas agreed on last. */
  const agreed = new Map<string, string>();
  let writable = false;
  /** When it closes the canvas is gone already, and what was drawn last is still to be written. */
  let seen: readonly Element[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isPending = (element: Element): boolean =>
    element.isDeleted ? agreed.has(element.id) : agreed.get(element.id) !== stateOf(element);

  /** Writes what was changed here. */
  function put(elements: readonly Element[]): void {
    const pending = writable ? elements.filter(isPending) : [];
    if (pending.length === 0) return;
    doc.transact(() => {
      for (const element of pending) {
        if (element.isDeleted) {
          agreed.delete(element.id);
          map.delete(element.id);
        } else {
          agreed.set(element.id, stateOf(element));
          map.set(element.id, copyOf(element));
        }
      }
    }, origin);
  }

  function write(): void {
    clearTimeout(timer);
    timer = undefined;
    const elements = canvas.elements();
    put(elements);
    // A file that is opened takes the place of all that was there. Nothing is taken for deleted that nobody deleted: what
    // the map has is put back.
    const there = new Set(elements.map(({ id }) => id));
    const missing = [...agreed.keys()].filter((id) => !there.has(id));
    if (missing.length > 0) take(missing);
  }

  /** Brings what the map has under these ids to the canvas. */
  function take(ids: Iterable<string>): void {
    const elements = new Map(canvas.elements().map((element) => [element.id, element]));
    let pushes = false;
    let moved = false;
    for (const id of ids) {
      const here = elements.get(id);
      const there = map.has(id) ? read(map.get(id)) : null;
      const pending = here !== undefined && writable && isPending(here);
      if (there) agreed.set(id, stateOf(there));
      else agreed.delete(id);
      if (here && (canvas.isHeld(id) || (pending && (there ? stands(here, there) : !here.isDeleted)))) {
        pushes = true;
      } else if (there) {
        elements.set(id, there);
        moved = true;
      } else if (here) {
        elements.delete(id);
        moved = true;
      }
    }
    if (moved) canvas.show(inOrder(elements.values()));
    if (pushes) later();
  }

  function later(): void {
    timer ??= setTimeout(write, everyMs);
  }

  const observe = (event: YMapEvent<unknown>, transaction: { origin: unknown }) => {
    if (transaction.origin !== origin) take(event.keysChanged);
  };
  map.observe(observe);
  take(map.keys());

  return {
    changed() {
      seen = canvas.elements();
      later();
    },
    flush: write,
    setWritable(now) {
      writable = now;
      if (now) later();
    },
    close() {
      map.unobserve(observe);
      clearTimeout(timer);
      if (timer !== undefined) put(seen);
    },
  };
}
