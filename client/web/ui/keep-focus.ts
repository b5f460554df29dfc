import { goOnFrom } from './focus-on.ts';

/** What one goes into and comes back from. */
const layers = '[role="dialog"], [role="menu"], [data-layer]';
/** These hold the focus as a whole: what is inside comes and goes as they like. */
const surfaces = '.excalidraw, [contenteditable="true"]';
const rows = 'li, article';
const regions = 'section, nav, aside, main, form, [role="dialog"], [role="tabpanel"]';

/** What had the focus last in one layer, the page itself being the lowest. */
interface Step {
  readonly layer: Element | null;
  /** Null: it was put down there, by a press on nothing. */
  readonly element: HTMLElement | null;
  readonly gap: Gap | null;
  /** Before it went and one went on from `element` in its place: it may be drawn anew. */
  readonly earlier: { readonly element: HTMLElement; readonly gap: Gap } | null;
}

/** Where something that is gone was. */
interface Gap {
  readonly parent: Node;
  /** What went, with all that was in it. */
  readonly gone: Node;
  readonly next: Node | null;
  readonly previous: Node | null;
}

/**
 * The focus never falls to nothing. When what had it goes, it goes back to what opened the dialog, the menu or the field;
 * if that is gone as well, to the same thing drawn anew in its place, to the next row of its list, or to the heading that
 * it stood under. Whoever is somewhere else by then stays there. Answers how to end it.
 */
export function keepFocus(): () => void {
  /** From the page to the layer one is in. */
  let trail: readonly Step[] = [];
  let frame: number | undefined;

  function taken({ target }: FocusEvent): void {
    if (!(target instanceof HTMLElement)) return;
    const layer = target.closest(layers);
    const known = trail.findIndex((step) => step.layer === layer);
    const element = target.closest<HTMLElement>(surfaces) ?? target;
    trail = [...trail.slice(0, known === -1 ? trail.length : known), { layer, element, gap: null, earlier: null }];
  }

  // A browser may tell it of what is taken out of the page as well: by the end of the turn one knows.
  function left({ target, relatedTarget }: FocusEvent): void {
    if (relatedTarget !== null || !(target instanceof HTMLElement)) return;
    queueMicrotask(() => {
      const records = observer.takeRecords();
      const putDown = target.isConnected && isLost() && !target.matches(':disabled') && !gapOf(target, records);
      if (putDown) trail = trail.map((step) => (step.element === target ? { ...step, element: null } : step));
      changed(records);
    });
  }

  function changed(records: readonly MutationRecord[]): void {
    trail = trail.map((step) => {
      const lost = step.gap?.parent ?? step.element;
      return !lost || lost.isConnected ? step : { ...step, gap: gapOf(lost, records) ?? step.gap };
    });
    if (isLost() || standsIn()) frame ??= requestAnimationFrame(goOn);
  }

  /** One is where one was put, and what was before may be drawn anew. */
  const standsIn = () => trail.some(({ element, earlier }) => earlier && element === document.activeElement);

  /** What takes the place of the other may take the focus by itself: that is in the same turn, or the next. */
  function goOn(): void {
    frame = undefined;
    if (!isLost() && !standsIn()) return;
    const here = trail.findLast(({ layer }) => layer === null || layer.isConnected);
    const before = here?.earlier && drawnAnew(here.earlier.element, here.earlier.gap);
    if (before) return before.focus({ preventScroll: true });
    if (!isLost()) return;
    const { element, gap } = here ?? {};
    if (element?.isConnected) return element.focus({ preventScroll: true });
    if (!here || !element || !gap?.parent.isConnected) return;
    const again = drawnAnew(element, gap);
    if (again) return again.focus({ preventScroll: true });
    const place = neighbour(gap) ?? headingAbove(gap);
    if (!place) return;
    goOnFrom(place);
    place.scrollIntoView({ block: 'nearest' });
    trail = trail.map((step) => (step.element === place ? { ...step, earlier: { element, gap } } : step));
  }

  const observer = new MutationObserver(changed);
  observer.observe(document, { childList: true, subtree: true });
  document.addEventListener('focusin', taken);
  document.addEventListener('focusout', left);
  return () => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    observer.disconnect();
    document.removeEventListener('focusin', taken);
    document.removeEventListener('focusout', left);
  };
}

function isLost(): boolean {
  const { activeElement, body } = document;
  return activeElement === null || activeElement === body;
}

/** Null where it was not taken out just now. */
function gapOf(taken: Node, records: readonly MutationRecord[]): Gap | null {
  let gap: Gap | null = null;
  let lost = taken;
  // What it was in may have gone after it: up to what is still there.
  for (let turn = 0; turn < records.length; turn += 1) {
    const found = records.findLast(({ removedNodes }) => [...removedNodes].some((node) => node.contains(lost)));
    const gone = found && [...found.removedNodes].find((node) => node.contains(lost));
    if (!found || !gone) break;
    const { target: parent, nextSibling: next, previousSibling: previous } = found;
    gap = { parent, gone, next, previous };
    if (parent.isConnected) break;
    lost = parent;
  }
  return gap;
}

/** The same button in the same place. A row that went took its own with it: one of the same name is another row's. */
function drawnAnew(lost: HTMLElement, { parent, gone }: Gap): HTMLElement | null {
  if (isRow(gone) || !(parent instanceof Element)) return null;
  const name = nameOf(lost);
  const likes = [...parent.querySelectorAll<HTMLElement>(lost.localName)];
  return (name !== '' && likes.find((one) => one.isConnected && nameOf(one) === name)) || null;
}

const nameOf = (element: HTMLElement): string => element.ariaLabel ?? element.textContent;

/** The row it was in; if that went, the one after it, or before it. */
function neighbour({ parent, gone, next, previous }: Gap): HTMLElement | null {
  if (!isRow(gone)) return closest(parent, rows);
  return along(next, 'nextSibling') ?? along(previous, 'previousSibling');
}

function along(from: Node | null, way: 'nextSibling' | 'previousSibling'): HTMLElement | null {
  for (let node = from; node; node = node[way]) if (node.isConnected && isRow(node)) return node;
  return null;
}

function headingAbove({ parent }: Gap): HTMLElement | null {
  const region = closest(parent, regions);
  const headings = [...(region?.querySelectorAll<HTMLElement>('h1, h2, h3') ?? [])];
  return headings.find((one) => one.checkVisibility() && !one.closest(surfaces)) ?? region;
}

const isRow = (node: Node): node is HTMLElement => node instanceof HTMLElement && node.matches(rows);
const closest = (node: Node, selector: string): HTMLElement | null =>
  node instanceof Element ? node.closest<HTMLElement>(selector) : null;
