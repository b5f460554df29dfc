/** Puts the focus there once it has been drawn, which it may not be yet: its panel opens with the same key. */
export function focusOn(selector: string, within: ParentNode = document): void {
  requestAnimationFrame(() => within.querySelector<HTMLElement>(selector)?.focus());
}

/** At the first field that is marked as wrong. */
export const focusOnFault = (form: ParentNode): void => focusOn('[aria-invalid="true"]', form);

/** Puts the focus where there is nothing to press, to go on from there. */
export function goOnFrom(place: HTMLElement): void {
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
}
