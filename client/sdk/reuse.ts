/** `next`, or `before` if every field of it is the same: a view then sees that nothing changed. */
export function reuse<Value extends object>(before: Value | undefined, next: Value): Value {
  if (!before) return next;
  const keys = Object.keys(next) as (keyof Value)[];
  const same = keys.length === Object.keys(before).length && keys.every((key) => isSame(before[key], next[key]));
  return same ? before : next;
}

/** As `reuse`, for lists. */
export function reuseList<Item>(before: readonly Item[], next: readonly Item[]): readonly Item[] {
  return before.length === next.length && next.every((item, index) => Object.is(item, before[index])) ? before : next;
}

/** Small unions such as a delivery are made anew each time: they are looked into, one level deep. */
function isSame(before: unknown, next: unknown): boolean {
  if (Object.is(before, next)) return true;
  if (!isUnion(before) || !isUnion(next)) return false;
  const keys = Object.keys(next);
  return keys.length === Object.keys(before).length && keys.every((key) => Object.is(before[key], next[key]));
}

const isUnion = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && 'kind' in value;
