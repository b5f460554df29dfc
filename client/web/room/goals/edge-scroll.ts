/** Nearer to an edge than this scrolls, the nearer the faster; beyond it as fast as at it. */
const reachPx = 56;
const fastestPxPerMs = 0.9;

export interface EdgeScroll {
  /** The pointer, which drags something out of `within`, is at this height of the window. `onScroll` after each step. */
  readonly follow: (within: HTMLElement, y: number, onScroll: () => void) => void;
  readonly stop: () => void;
}

/** Scrolls the box that something is dragged in, as long as the pointer is held at its edge. */
export function createEdgeScroll(): EdgeScroll {
  let box: HTMLElement | null = null;
  let pointerY = 0;
  let scrolled = () => {};
  let frame = 0;
  let steppedAt = 0;

  function step(now: number): void {
    frame = 0;
    const speed = box ? speedAt(box, pointerY) : 0;
    if (!box || speed === 0) return;
    const before = box.scrollTop;
    // Less than a pixel would be none.
    box.scrollTop += Math.sign(speed) * Math.ceil(Math.abs(speed) * Math.max(1, now - steppedAt));
    steppedAt = now;
    // Nothing is left on that side: the pointer has to move before there is.
    if (box.scrollTop === before) return;
    scrolled();
    frame = requestAnimationFrame(step);
  }

  return {
    follow(within, y, onScroll) {
      box ??= scrollingBox(within);
      pointerY = y;
      scrolled = onScroll;
      if (frame !== 0) return;
      steppedAt = performance.now();
      frame = requestAnimationFrame(step);
    },
    stop() {
      cancelAnimationFrame(frame);
      frame = 0;
      box = null;
    },
  };
}

function speedAt(box: HTMLElement, y: number): number {
  const { top, bottom } = box.getBoundingClientRect();
  const up = Math.min(1, Math.max(0, (top + reachPx - y) / reachPx));
  const down = Math.min(1, Math.max(0, (y - bottom + reachPx) / reachPx));
  return (down - up) * fastestPxPerMs;
}

function scrollingBox(within: HTMLElement): HTMLElement | null {
  for (let at: HTMLElement | null = within; at; at = at.parentElement) {
    if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return null;
}
