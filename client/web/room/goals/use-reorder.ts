import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { GoalId } from '../../../../server/protocol/ids.ts';
import { createEdgeScroll } from './edge-scroll.ts';

/** What the handle of every row listens to. Which row it is stands in its `data-handle`. */
export interface Handle {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerCancel: () => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

interface Drag {
  readonly id: GoalId;
  /** The gap before that index; null as long as the pointer has not moved. */
  readonly target: number | null;
}

/**
 * Moves an item of a list by its handle. While it is dragged nothing moves but the line that shows where it would go
 * (`target`: the gap before that index), and the list itself under a pointer at the edge of its box. The list is asked
 * to move it when it is let go. As long as `moveTo` is the same, so is `handle`: a row need not be drawn anew because
 * another one was moved.
 */
export function useReorder(moveTo: (id: GoalId, toIndex: number) => void) {
  const list = useRef<HTMLUListElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  /** The same, for who listens: several moves may come between two renders. */
  const held = useRef<Drag | null>(null);

  const [edge] = useState(createEdgeScroll);

  const handle = useMemo((): Handle => {
    const hold = (next: Drag | null) => {
      held.current = next;
      setDrag(next);
    };
    const aim = (y: number) => {
      if (!held.current) return;
      const target = gapAt(list.current, y);
      if (target !== held.current.target) hold({ ...held.current, target });
    };
    const letGo = () => {
      edge.stop();
      hold(null);
    };
    return {
      onPointerDown({ button, currentTarget, pointerId }) {
        if (button !== 0) return;
        currentTarget.setPointerCapture(pointerId);
        hold({ id: idOf(currentTarget), target: null });
      },
      onPointerMove({ clientY }) {
        aim(clientY);
        if (held.current && list.current) edge.follow(list.current, clientY, () => aim(clientY));
      },
      onPointerUp({ currentTarget }) {
        const dropped = held.current;
        letGo();
        if (dropped?.target == null) return;
        // Taking the item out closes a gap before those behind it.
        const after = dropped.target > indexOf(list.current, currentTarget) ? 1 : 0;
        moveTo(dropped.id, dropped.target - after);
      },
      onPointerCancel: letGo,
      onKeyDown(event) {
        const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
        if (step === 0) return;
        event.preventDefault();
        const id = idOf(event.currentTarget);
        moveTo(id, indexOf(list.current, event.currentTarget) + step);
      },
    };
  }, [moveTo, edge]);
  useEffect(() => edge.stop, [edge]);

  return { list, dragged: drag?.id ?? null, target: drag?.target ?? null, handle };
}

const idOf = (element: HTMLElement): GoalId => element.dataset['handle'] as GoalId;

const indexOf = (list: HTMLElement | null, element: HTMLElement): number =>
  [...(list?.children ?? [])].findIndex((row) => row.contains(element));

function gapAt(list: HTMLElement | null, y: number): number {
  const rows = [...(list?.children ?? [])].map((row) => row.getBoundingClientRect());
  const below = rows.findIndex(({ top, height }) => y < top + height / 2);
  return below === -1 ? rows.length : below;
}
