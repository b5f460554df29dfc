import { useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { GoalId } from '../../../../server/protocol/ids.ts';
import type { GoalEntry } from '../../../sdk/index.ts';

export interface Handle {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: () => void;
  readonly onPointerCancel: () => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly 'data-handle': GoalId;
}

/**
 * Moves an item of a list by its handle. While it is dragged nothing moves but the line that shows where it would go
 * (`target`: the gap before that index); the list is asked to move it when it is let go.
 */
export function useReorder(entries: readonly GoalEntry[], moveTo: (id: GoalId, toIndex: number) => void) {
  const list = useRef<HTMLUListElement>(null);
  const [dragged, setDragged] = useState<GoalId | null>(null);
  const [target, setTarget] = useState<number | null>(null);
  const refocus = useRef<GoalId | null>(null);

  // A node that moves in the document loses its focus: who moves it by keys goes on with it.
  useLayoutEffect(() => {
    if (refocus.current === null) return;
    list.current?.querySelector<HTMLElement>(`[data-handle="${refocus.current}"]`)?.focus();
    refocus.current = null;
  }, [entries]);

  function gapAt(y: number): number {
    const rows = [...(list.current?.children ?? [])].map((row) => row.getBoundingClientRect());
    const below = rows.findIndex(({ top, height }) => y < top + height / 2);
    return below === -1 ? rows.length : below;
  }

  function drop(id: GoalId, index: number): void {
    // Taking the item out closes a gap before those behind it.
    if (dragged === id && target !== null) moveTo(id, target > index ? target - 1 : target);
    cancel();
  }

  function cancel(): void {
    setDragged(null);
    setTarget(null);
  }

  const handleOf = (id: GoalId, index: number): Handle => ({
    'data-handle': id,
    onPointerDown(event) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setDragged(id);
    },
    onPointerMove(event) {
      if (dragged === id) setTarget(gapAt(event.clientY));
    },
    onPointerUp: () => drop(id, index),
    onPointerCancel: cancel,
    onKeyDown(event) {
      const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
      if (step === 0) return;
      event.preventDefault();
      refocus.current = id;
      moveTo(id, index + step);
    },
  });

  return { list, dragged, target, handleOf };
}
