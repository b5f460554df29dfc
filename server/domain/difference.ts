/** The part of a patch that differs from what is. Values are plain, or lists whose order counts. */
export function difference<Whole extends object, Patch extends Partial<Whole>>(current: Whole, wanted: Patch): Patch {
  const changed = Object.entries(wanted).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(current[key as keyof Whole]),
  );
  return Object.fromEntries(changed) as Patch;
}
