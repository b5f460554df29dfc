import { expect, test } from './support/carrel-test.ts';
import { comeIn } from './support/person.ts';
import { releasesOf } from './support/release.ts';
import { createSession } from './support/story.ts';

test('opens without a network, with what the last visit saw, under the same policy', async ({ carrel, openAs }) => {
  const page = await openAs('Ada', { serviceWorkers: 'allow' });
  await createSession(page, 'Seen before');
  await page.goto(`${carrel.url}/study-sessions`);
  await expect(page.getByRole('heading', { name: 'Seen before' })).toBeVisible();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((resolve) =>
        navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
      );
    }
  });
  await page.context().setOffline(true);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Seen before' })).toBeVisible();
  // What happened is said once, and once what is shown; where nothing is kept nothing is said to be shown.
  await expect(page.getByText('The server cannot be reached just now.')).toHaveCount(1);
  await expect(page.getByText('Shown as last seen.')).toHaveCount(1);
  await page.getByRole('tab', { name: 'Browse' }).click();
  await expect(page.getByRole('alert')).toContainText('none is kept on this device');
  await expect(page.getByText('Shown as last seen.')).toHaveCount(0);
  await expect(page.getByText('What you wrote is kept')).toHaveCount(0);
  // Its styles are written with the nonce that the kept policy names: a stale one would leave the page unstyled.
  const ground = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--surface'));
  expect(ground).not.toBe('');
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return lists.flat().map(({ url }) => new URL(url).pathname);
  });
  expect(kept.filter((path) => path.startsWith('/api'))).toEqual([]);
});

test('says when a newer version waits, and loads it when its person says so', async ({ openAs }) => {
  const page = await openAs('Ada', { serviceWorkers: 'allow' });
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    // A worker at another address is a newer version of the one in charge.
    await navigator.serviceWorker.register('/service-worker.js?newer');
    Object.assign(globalThis, { older: true });
  });
  await expect(page.getByText('A new version of Carrel is ready.')).toBeVisible();
  expect(await page.evaluate(() => 'older' in globalThis)).toBe(true);
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.waitForFunction(
    () => !('older' in globalThis) && navigator.serviceWorker.controller?.scriptURL.endsWith('?newer'),
  );
  await page.getByRole('heading', { name: 'Study sessions' }).waitFor();
});

test('a version that comes out while a page is open is announced there, without a reload', async ({
  carrel,
  newVisitor,
}) => {
  const releases = await releasesOf(carrel.port);
  const page = await newVisitor({ serviceWorkers: 'allow' });
  await page.clock.install();
  await comeIn(page, releases.url, 'Ada');
  const announced = page.getByRole('status').filter({ hasText: 'A new version of Carrel is ready.' });
  /** It is said of each anew. */
  async function expectAnnounced(): Promise<void> {
    await expect(announced).toBeVisible();
    await announced.getByRole('button', { name: 'Close' }).click();
    await expect(announced).toBeHidden();
    releases.release();
  }
  // A page that is not connected: nothing but time tells it.
  await page.goto(`${releases.url}/profile`);
  await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === 'activated');
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  releases.release();
  await page.clock.fastForward('01:00:00');
  await expectAnnounced();
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await expectAnnounced();

  // From page to page without loading one.
  await page.getByRole('link', { name: 'Carrel' }).click();
  const bar = page.getByText('The server cannot be reached just now.');
  await page.getByText('Nothing here yet').waitFor();
  await page.context().setOffline(true);
  await bar.waitFor();
  await page.context().setOffline(false);
  await expectAnnounced();
  releases.close();
});

test('is installable: a manifest with icons that exist', async ({ carrel, request }) => {
  const manifest = (await (await request.get(`${carrel.url}/manifest.webmanifest`)).json()) as {
    icons: { src: string }[];
  };
  for (const { src } of manifest.icons) expect((await request.get(`${carrel.url}${src}`)).ok(), src).toBe(true);
});
