import './asset-path.ts';
import { restoreElements } from '@excalidraw/excalidraw';
import type { OrderedExcalidrawElement } from '@excalidraw/excalidraw/element/types';
import type { Doc } from 'yjs';
import { inOrder } from './board-element.ts';

/** An element as Excalidraw draws it, of whatever somebody put into the map: a copy, with nothing missing. */
export function readElement(value: unknown): OrderedExcalidrawElement | null {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('type' in value)) return null;
  const copy = JSON.parse(JSON.stringify(value)) as OrderedExcalidrawElement;
  const options = { refreshDimensions: false, repairBindings: false };
  const [element] = restoreElements([copy], null, options);
  if (!element || element.isDeleted) return null;
  // What a client without versions writes is told apart all the same.
  return { ...element, index: copy.index ?? element.index };
}

export const readElements = (values: Iterable<unknown>): OrderedExcalidrawElement[] =>
  [...values].flatMap((value) => readElement(value) ?? []);

/** All that is on the board of a document. */
export const elementsIn = (doc: Doc): OrderedExcalidrawElement[] =>
  inOrder(readElements(doc.getMap('elements').values()));
