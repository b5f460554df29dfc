import { chromium } from '../support/chromium.ts';
import { expect, test } from './support/carrel-test.ts';
import { hostedSession } from './support/run-timer.ts';
import { join } from './support/story.ts';

// Only the whole browser can show notices.
test.use({ launchOptions: chromium() });

test('notices are asked for where they are switched on, and come when the page is in the background', async ({
  newPerson,
  carrel,
}) => {
  const { page } = await newPerson('Ada', { serviceWorkers: 'allow' });
  await page.addInitScript(() => {
    const notices: string[] = [];
    Object.assign(globalThis, { notices });
    ServiceWorkerRegistration.prototype.showNotification = async (title) => void notices.push(title);
  });
  await page.context().grantPermissions(['notifications'], { origin: carrel.url });
  const { link, host, session } = await hostedSession(carrel.url, 'Notices', 1_500);
  await join(page, link);
  await page.getByRole('button', { name: 'Bell and notices' }).click();
  const tellMe = page.getByRole('switch', { name: /Tell me also/ });
  await expect(tellMe).not.toBeChecked();
  // It is on when the browser has answered, which may take a while: nothing changes at the click itself.
  await tellMe.click();
  await expect(tellMe).toBeChecked();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.evaluate(() => Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' }));
  await session.send('timer:start', {});
  const shown = () => page.evaluate(() => (globalThis as unknown as { notices: string[] }).notices);
  await expect.poll(shown).toEqual(['Focus is over']);
  host.client.close();
});
