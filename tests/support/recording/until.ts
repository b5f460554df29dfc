/** Asks over and over until it is so. Throws, naming what was waited for, when that takes too long. */
export async function until(
  what: string | (() => string),
  isSo: () => boolean | Promise<boolean>,
  withinMs = 10_000,
): Promise<void> {
  const last = performance.now() + withinMs;
  // oxlint-disable-next-line no-await-in-loop -- asked until it is so
  while (!(await isSo())) {
    if (performance.now() > last) throw new Error(`Waited in vain: ${typeof what === 'string' ? what : what()}`);
    // oxlint-disable-next-line no-await-in-loop -- asked until it is so
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
}
