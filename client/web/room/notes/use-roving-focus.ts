import { useEffect, useRef, type KeyboardEvent } from 'react';

const reachable = 'button:not(:disabled)';

/** One stop of the Tab key for a whole toolbar; arrows go along it. */
export function useRovingFocus() {
  const ref = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const items = [...(ref.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const current = items.find((item) => item.tabIndex === 0 && item.matches(reachable));
    const first = current ?? items.find((item) => item.matches(reachable));
    for (const item of items) item.tabIndex = item === first ? 0 : -1;
  });

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const items = [...(ref.current?.querySelectorAll<HTMLElement>(reachable) ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    if (at === -1) return;
    const backwards = getComputedStyle(event.currentTarget).direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
    const to = ({ ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: items.length - 1 } as Record<string, number>)[
      event.key
    ];
    if (to === undefined) return;
    const step = event.key.startsWith('Arrow') && backwards === 'ArrowRight' ? 2 * at - to : to;
    const next = items[(step + items.length) % items.length];
    if (!next) return;
    event.preventDefault();
    for (const item of items) item.tabIndex = item === next ? 0 : -1;
    next.focus();
  }

  return { ref, onKeyDown };
}
