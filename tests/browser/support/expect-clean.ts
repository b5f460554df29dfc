import { expect, type Page } from '@playwright/test';
import axe, { type RunOptions } from 'axe-core';

/** Nothing to mend, in light and in dark; the inside of the drawing surface is Excalidraw's. */
export async function expectClean(page: Page): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
    // The tree is the same in both: what a scheme can break is contrast.
    const found = await faults(page, colorScheme === 'light' ? {} : { runOnly: ['color-contrast'] });
    expect(found, `${colorScheme}, ${page.url()}`).toEqual([]);
  }
}

const faults = (page: Page, options: RunOptions) =>
  page.evaluate(
    async (asked) => {
      const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(
        { exclude: ['.excalidraw'] },
        asked,
      );
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => ({ id, target, failureSummary })),
      );
    },
    { ...options, resultTypes: ['violations'] } satisfies RunOptions,
  );
