/**
 * Something that changes and can be watched, in the shape of React's useSyncExternalStore. A snapshot is immutable and
 * keeps its identity, and that of its parts, until they change.
 */
export interface Readable<Value> {
  readonly getSnapshot: () => Value;
  /** Calls the listener after each change. Returns what stops it; stopping twice is fine. */
  readonly subscribe: (listener: () => void) => () => void;
}

export interface Writable<Value> extends Readable<Value> {
  /** Listeners hear of it unless the value is the same one. */
  readonly set: (value: Value) => void;
}

export function writable<Value>(initial: Value): Writable<Value> {
  let value = initial;
  const changed = signal<void>();
  return {
    getSnapshot: () => value,
    subscribe: (listener) => changed.listen(listener),
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      changed.send();
    },
  };
}

/** Something that happens and is not kept. */
export interface Signal<Value> {
  readonly listen: (listener: (value: Value) => void) => () => void;
  readonly send: (value: Value) => void;
}

export function signal<Value>(): Signal<Value> {
  const listeners = new Set<(value: Value) => void>();
  return {
    listen(listener) {
      // One function may listen twice: each has its own wrapper, so that stopping one does not stop the other.
      const own = (value: Value) => listener(value);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    send(value) {
      for (const listener of listeners) listener(value);
    },
  };
}
