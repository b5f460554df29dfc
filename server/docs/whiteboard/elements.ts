import { isDeepStrictEqual } from 'node:util';
import type { Doc } from 'yjs';
import type { BoardElement } from '../../protocol/rest/documents.ts';
import { boardElement } from '../../protocol/rest/documents.ts';

const rootName = 'elements';

/** The elements of a board, in their order. Those marked as deleted are gone: the map itself knows what was. */
export function readElements(doc: Doc): BoardElement[] {
  const all = Object.values(doc.getMap(rootName).toJSON()).flatMap((value: unknown) => {
    const parsed = boardElement.safeParse(value);
    return parsed.success && parsed.data['isDeleted'] !== true ? [parsed.data] : [];
  });
  return all.toSorted((a, b) => compare(placeOf(a), placeOf(b)) || compare(a.id, b.id));
}

/** Makes the board consist of these elements: what is the same already is not touched. */
export function writeElements(doc: Doc, elements: readonly BoardElement[]): void {
  const map = doc.getMap<unknown>(rootName);
  const wanted = new Map(elements.filter((one) => one['isDeleted'] !== true).map((one) => [one.id, one]));
  for (const id of map.keys()) if (!wanted.has(id)) map.delete(id);
  const known = map.toJSON() as Record<string, unknown>;
  for (const [id, element] of wanted) if (!isDeepStrictEqual(known[id], element)) map.set(id, element);
}

/** Excalidraw's fractional index: a word that sorts. */
const placeOf = (element: BoardElement): string => (typeof element['index'] === 'string' ? element['index'] : '');
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
