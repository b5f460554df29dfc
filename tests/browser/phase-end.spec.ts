import type { Page } from '@playwright/test';
import { expect, test } from './support/carrel-test.ts';
import { hostedSession } from './support/run-timer.ts';
import { join } from './support/story.ts';

/** Counts the waves that the bell starts, instead of making a noise. */
async function listenToPage(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const heard = { waves: 0 };
    Object.assign(globalThis, { heard });
    // eslint-disable-next-line typescript/unbound-method -- called below with its own `this`
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (...args) {
      heard.waves += 1;
      return start.apply(this, args);
    };
  });
}
const heard = (page: Page) => page.evaluate(() => (globalThis as unknown as { heard: { waves: number } }).heard);

test('a phase’s end rings once, and the tab tells phase and time', async ({ carrel, newPerson }) => {
  const { page } = await newPerson('Ada');
  await listenToPage(page);
  const { session, link, host } = await hostedSession(carrel.url, 'Bell', 2_000);
  await join(page, link);
  await page.getByTestId('chat-input').click();
  await session.send('timer:start', {});
  await expect(page).toHaveTitle(/^00:0[12] Focus · Bell$/);
  await expect(page.locator('link[rel="icon"]')).toHaveAttribute('href', '/icons/work.svg');
  await expect(page.getByTestId('timer-phase')).toHaveText('Short break');
  await expect(page).toHaveTitle(/^0[45]:\d\d Short break · Bell$/);
  await expect(page.locator('link[rel="icon"]')).toHaveAttribute('href', '/icons/short-break.svg');
  await expect(
    page.getByRole('status').filter({ hasText: 'Focus is over. Short break has started, 5 minutes.' }),
  ).toBeAttached();
  // The bowl has four partials: one stroke.
  await expect.poll(async () => (await heard(page)).waves).toBe(4);
  host.client.close();
});

test('it rings without the server, also without its worker, and never when it is off', async ({
  carrel,
  newPerson,
}) => {
  const [{ page }, { page: workless }, { page: silent }] = await Promise.all([
    newPerson('Ada'),
    newPerson('Cleo'),
    newPerson('Ben'),
  ]);
  let refused = 0;
  await workless.route(/ticker/, (route) => {
    refused += 1;
    return route.abort();
  });
  const { session, link, host } = await hostedSession(carrel.url, 'Bell without a server', 6_000);
  await Promise.all(
    [page, workless, silent].map(async (one) => {
      await listenToPage(one);
      await join(one, link);
    }),
  );
  const alone = [page, workless];
  for (const one of alone) await one.getByTestId('chat-input').click();
  await silent.locator('body').press('m');
  await expect(silent.getByText('Bell at the end of a phase: Off')).toBeVisible();
  await session.send('timer:start', {});
  await Promise.all(
    alone.map(async (one) => {
      // It runs: 00:06 is shown also before it does.
      await expect(one.getByTestId('timer-display')).toHaveText(/00:0[345]/);
      await one.context().setOffline(true);
      await expect.poll(async () => (await heard(one)).waves).toBe(4);
      await expect(one.getByTestId('timer-display')).toHaveText('00:00');
      await one.context().setOffline(false);
      await expect(one.getByTestId('timer-phase')).toHaveText('Short break');
      expect((await heard(one)).waves).toBe(4);
    }),
  );
  expect(refused).toBeGreaterThan(0);
  expect((await heard(silent)).waves).toBe(0);
  host.client.close();
});

test('where nothing begins by itself, the tab and the stage tell what is over, also when it ended behind a cut', async ({
  carrel,
  newPerson,
}) => {
  const [{ page }, { page: cut }] = await Promise.all([newPerson('Ada'), newPerson('Ben')]);
  const { session, link, host } = await hostedSession(carrel.url, 'Over', 3_000);
  await session.send('timer:configure', { config: { autoStartBreak: false } });
  for (const one of [page, cut]) await join(one, link);
  await session.send('timer:start', {});
  await expect(cut).toHaveTitle(/Focus · Over$/);
  await cut.context().setOffline(true);
  await expect(page).toHaveTitle('Focus is over · Over');
  await cut.context().setOffline(false);
  for (const one of [page, cut]) {
    await expect(one).toHaveTitle('Focus is over · Over');
    await expect(one.locator('link[rel="icon"]')).toHaveAttribute('href', '/icons/work.svg');
    await one.keyboard.press('Tab');
    await expect(one).toHaveTitle('Over · Carrel');
    await expect(one.getByRole('main')).toContainText('Focus is over');
  }
  await session.send('timer:start', {});
  await expect(page).toHaveTitle(/Short break · Over$/);
  await expect(page.getByRole('main')).not.toContainText('is over');
  host.client.close();
});
