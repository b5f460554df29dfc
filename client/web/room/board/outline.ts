import type { OrderedExcalidrawElement } from '@excalidraw/excalidraw/element/types';

/** A thing on the board in words; `words` that are written on it are its label. */
export interface Outlined {
  readonly id: string;
  readonly type: OrderedExcalidrawElement['type'];
  readonly words: string;
  /** What an arrow leads from and to, by their words. */
  readonly from: string | null;
  readonly to: string | null;
}

/** What is on a board, in the order in which one reads: from above, and from the left. */
export function outlineOf(elements: readonly OrderedExcalidrawElement[]): readonly Outlined[] {
  const labels = new Map<string, string>();
  for (const element of elements) {
    if (element.type === 'text' && element.containerId) labels.set(element.containerId, element.text);
  }
  const wordsOf = (element: OrderedExcalidrawElement): string => {
    if (element.type === 'text') return element.text;
    if (element.type === 'frame' || element.type === 'magicframe') return element.name ?? '';
    return labels.get(element.id) ?? '';
  };
  const byId = new Map(elements.map((element) => [element.id, element]));
  const end = (id: string | undefined): string | null => {
    const element = id === undefined ? undefined : byId.get(id);
    return element ? wordsOf(element) : null;
  };
  return elements
    .filter((element) => !(element.type === 'text' && element.containerId))
    .toSorted((a, b) => a.y - b.y || a.x - b.x)
    .map((element) => {
      const isArrow = element.type === 'arrow';
      return {
        id: element.id,
        type: element.type,
        words: wordsOf(element),
        from: isArrow ? end(element.startBinding?.elementId) : null,
        to: isArrow ? end(element.endBinding?.elementId) : null,
      };
    });
}
