import { useRef, useSyncExternalStore } from 'react';
import type { Readable } from '../readable.ts';

const nothing = () => () => {};

/**
 * A part of something that changes; null while there is nothing. The component renders again when the part is another
 * one by `equal`, whatever else changed. `select` may be written in place.
 */
export function useSelected<Value, Part>(
  readable: Readable<Value> | null,
  select: (value: Value) => Part,
  equal: (before: Part, next: Part) => boolean = Object.is,
): Part | null {
  const last = useRef<{ readonly value: Value; readonly select: (value: Value) => Part; readonly part: Part } | null>(
    null,
  );

  function getSnapshot(): Part | null {
    if (!readable) return null;
    const value = readable.getSnapshot();
    const before = last.current;
    if (before && before.value === value && before.select === select) return before.part;
    const next = select(value);
    const part = before && equal(before.part, next) ? before.part : next;
    last.current = { value, select, part };
    return part;
  }

  return useSyncExternalStore(readable?.subscribe ?? nothing, getSnapshot, getSnapshot);
}

/** The whole of it. */
export function useReadable<Value>(readable: Readable<Value>): Value {
  return useSyncExternalStore(readable.subscribe, readable.getSnapshot, readable.getSnapshot);
}
