// `npm run screenshots [name…]`: every page and state at three widths in both schemes, for somebody to look at.
// They go to test-results/screenshots. Names are those of `scenes`; without one, all are taken.
import { mkdirSync, rmSync } from 'node:fs';
import { chromium as playwright, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { chromium } from '../support/chromium.ts';
import { removeDataDir, startServerProcess } from '../support/server-process.ts';
import { scenes } from './support/scenes.ts';

const out = 'test-results/screenshots';
const widths = { desktop: [1440, 900], tablet: [1024, 768], phone: [390, 844] } as const;
const schemes = ['light', 'dark'] as const;

const asked = process.argv.slice(2);
const chosen = Object.entries(scenes).filter(
  ([name]) => asked.length === 0 || asked.some((one) => name.startsWith(one)),
);
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const server = await startServerProcess({ env: { RATE_LIMITS: 'off' } });
const browser = await playwright.launch(chromium());
try {
  const url = `http://localhost:${server.port}`;
  for (const [name, scene] of chosen) {
    const open = await scene(url);
    for (const [width, size] of Object.entries(widths)) {
      // One context for both schemes: the way into a scene is the same.
      const { page, context } = await newPage(browser, size);
      await open(page);
      for (const scheme of schemes) await shoot(page, scheme, `${out}/${name}-${width}-${scheme}.png`);
      await context.close();
    }
    console.log(name);
  }
} finally {
  await browser.close();
  await server.end();
  await removeDataDir(server.dataDir);
}
// The guests of the scenes keep their connections.
process.exit(0);

async function newPage(
  browser: Browser,
  [width, height]: readonly [number, number],
): Promise<{ page: Page; context: BrowserContext }> {
  // Nothing hovers on a phone.
  const touch = width < 768 ? { isMobile: true, hasTouch: true } : {};
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce', ...touch });
  return { page: await context.newPage(), context };
}

async function shoot(page: Page, scheme: 'light' | 'dark', path: string): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.locator(`html[data-mantine-color-scheme="${scheme}"]`).waitFor();
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path });
}
