import { test as base, expect, type BrowserContextOptions, type Page } from '@playwright/test';
import { removeDataDir, startServerProcess, type ServerProcess } from '../../support/server-process.ts';
import { comeIn, type Person } from './person.ts';

interface TestFixtures {
  /** A page of a person's own browser, who has come in as a guest of this name and stands before the sessions. */
  openAs: (name: string, options?: BrowserContextOptions) => Promise<Page>;
  /**
   * One page for each of these people, all in one new room, the first being its host. How one gets there by clicking
   * has stories of its own; here it is done behind the pages, which open in the room.
   */
  openRoom: <const Names extends readonly string[]>(title: string, names: Names) => Promise<OpenedRoom<Names>>;
  /** What the pages complained about; empty at the end of a test, or it fails. */
  complaints: string[];
  /** A blank page in a browser of its own, of somebody who is not known yet. */
  newVisitor: (options?: BrowserContextOptions) => Promise<Page>;
  /** A person with a browser of their own and a page that is still blank. */
  newPerson: (name: string, options?: BrowserContextOptions) => Promise<Person>;
}

interface OpenedRoom<Names extends readonly string[]> {
  readonly link: string;
  readonly pages: { readonly [Index in keyof Names]: Page };
}

interface WorkerFixtures {
  /** What the server of a worker is started with. */
  serverEnv: Readonly<Record<string, string>>;
  /** One server for all the tests of a worker: each test brings people and sessions of its own. */
  carrel: ServerProcess;
}

/** A request that was refused, or cut off by a test that takes the network away, is no fault of the page. */
const expected = /Failed to load resource|net::ERR_|WebSocket connection|registration blocked by Playwright/;

export const test = base.extend<TestFixtures, WorkerFixtures>({
  serverEnv: [{}, { scope: 'worker', option: true }],

  carrel: [
    async ({ serverEnv }, use) => {
      const server = await startServerProcess({ env: { RATE_LIMITS: 'off', ...serverEnv } });
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

  newVisitor: async ({ browser, complaints }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    await use(async (options = {}) => {
      // The service worker loads the whole application once more in each context: only stories about it have one.
      const context = await browser.newContext({ serviceWorkers: 'block', reducedMotion: 'reduce', ...options });
      contexts.push(context);
      const page = await context.newPage();
      listen(page, complaints);
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },

  newPerson: async ({ carrel, newVisitor }, use) => {
    await use(async (name, options) => comeIn(await newVisitor(options), carrel.url, name));
  },

  openAs: async ({ carrel, newPerson }, use) => {
    await use(async (name, options) => {
      const { page } = await newPerson(name, options);
      await page.goto(`${carrel.url}/study-sessions`);
      await page.getByRole('heading', { name: 'Study sessions' }).waitFor();
      return page;
    });
  },

  openRoom: async ({ newPerson }, use) => {
    await use(async (title, names) => {
      const people = await Promise.all(names.map((name) => newPerson(name)));
      const [host, ...others] = people;
      if (!host) throw new Error('A room needs a host');
      const { id, link, invite } = await host.createSession(title);
      await Promise.all(others.map((other) => other.joinSession(id, invite)));
      const pages = people.map(({ page }) => page);
      await Promise.all(
        pages.map(async (page) => {
          await page.goto(link);
          await expect(page.getByTestId('connection-status')).toHaveText('Connected');
        }),
      );
      return { link, pages: pages as unknown as OpenedRoom<typeof names>['pages'] };
    });
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
