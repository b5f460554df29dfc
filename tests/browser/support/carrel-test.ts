import { test as base, type BrowserContextOptions, type Page } from '@playwright/test';
import { removeDataDir, startServerProcess, type ServerProcess } from '../../support/server-process.ts';

interface TestFixtures {
  /** A page of a person's own browser, who has come in as a guest of this name and stands before the sessions. */
  openAs: (name: string, options?: BrowserContextOptions) => Promise<Page>;
  /** What the pages complained about; empty at the end of a test, or it fails. */
  complaints: string[];
}

interface FileFixtures {
  /** One server for the tests of a file. */
  carrel: ServerProcess;
}

/** A request that was refused, or cut off by a test that takes the network away, is no fault of the page. */
const expected = /Failed to load resource|net::ERR_|WebSocket connection/;

export const test = base.extend<TestFixtures, FileFixtures>({
  carrel: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await startServerProcess({ env: { RATE_LIMITS: 'off' } });
      // Its invitation links say localhost: the pages go there as well, so that they share cookies and storage.
      await use({ ...server, url: `http://localhost:${server.port}` });
      await server.end();
      await removeDataDir(server.dataDir);
    },
    { scope: 'worker' },
  ],

  // eslint-disable-next-line no-empty-pattern
  complaints: async ({}, use) => {
    const complaints: string[] = [];
    await use(complaints);
    if (complaints.length > 0) throw new Error(`The pages complained:\n${complaints.join('\n')}`);
  },

  openAs: async ({ browser, carrel, complaints }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    await use(async (name, options = {}) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      const page = await context.newPage();
      listen(page, complaints);
      // Coming in has stories of its own; here it is done behind the page, which finds the cookie and who it was.
      const answer = await context.request.post(`${carrel.url}/api/auth/guest`, {
        headers: { 'X-Carrel-Client': 'web' },
        data: { name },
      });
      const { user } = (await answer.json()) as { user: object };
      await page.goto(`${carrel.url}/icons/idle.svg`);
      await page.evaluate((person) => localStorage.setItem('carrel.person', person), JSON.stringify(user));
      await page.goto(`${carrel.url}/study-sessions`);
      await page.getByRole('heading', { name: 'Study sessions' }).waitFor();
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

export { expect } from '@playwright/test';

function listen(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(`${error.name}: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    if (['error', 'warning'].includes(message.type()) && !expected.test(text)) complaints.push(text);
  });
}
