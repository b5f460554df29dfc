/** Puts the focus there once it has been drawn, which it may not be yet: its panel opens with the same key. */
export function focusOn(selector: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus());
}
