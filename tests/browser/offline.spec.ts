import { expect, test } from './support/carrel-test.ts';
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

test('is installable: a manifest with icons that exist', async ({ carrel, request }) => {
  const manifest = (await (await request.get(`${carrel.url}/manifest.webmanifest`)).json()) as {
    icons: { src: string }[];
  };
  for (const { src } of manifest.icons) expect((await request.get(`${carrel.url}${src}`)).ok(), src).toBe(true);
});
