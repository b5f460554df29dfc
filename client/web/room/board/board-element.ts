/** Of an element of Excalidraw what keeps several boards the same. The rest is its own affair. */
export interface BoardElement {
  readonly id: string;
  /** Grows with each change; the nonce is drawn at each change. */
  readonly version: number;
  readonly versionNonce: number;
  /** A word that sorts: there is always room for another between two. */
  readonly index: string | null;
  readonly isDeleted: boolean;
}

/** Tells one state of an element from another. */
export const stateOf = ({ version, versionNonce }: BoardElement): string => `${version}:${versionNonce}`;

/** Back to front. Two that were put in the same place at once are told apart by their ids, everywhere alike. */
export function inOrder<Element extends BoardElement>(elements: Iterable<Element>): Element[] {
  return [...elements].toSorted((a, b) => compare(a.index ?? '', b.index ?? '') || compare(a.id, b.id));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Of two states of an element that came to be at the same time, whether the first stands: Excalidraw's own rule, by
 * which everybody decides alike.
 */
export const stands = (one: BoardElement, other: BoardElement): boolean =>
  one.version > other.version || (one.version === other.version && one.versionNonce <= other.versionNonce);
