import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './support/carrel-test.ts';
import { addGoal, createSession, join, say } from './support/story.ts';

/** Nothing to mend, in light and in dark. */
async function expectClean(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
    const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
    // The tree is the same in both: what a scheme can break is contrast.
    const { violations } = await (colorScheme === 'light' ? axe : axe.withRules('color-contrast')).analyze();
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => ({ id, target, failureSummary })),
    );
    expect(found, `${colorScheme}, ${page.url()}`).toEqual([]);
  }
}

test('coming in', async ({ carrel, browser }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(carrel.url);
  await page.getByRole('button', { name: 'Continue as guest' }).click();
  await expectClean(page);
  await page.getByText('Register', { exact: true }).click();
  await page.getByRole('button', { name: 'Register' }).click();
  await expectClean(page);
  await page.context().close();
});

test('sessions, their dialogs, the profile', async ({ carrel, openAs }) => {
  const page = await openAs('Ada');
  await expectClean(page);
  await page.getByRole('button', { name: 'Create Session' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expectClean(page);
  await dialog.getByRole('button', { name: 'Next: settings' }).click();
  await expectClean(page);
  await dialog.getByRole('button', { name: 'Next: people' }).click();
  await expectClean(page);
  await page.keyboard.press('Escape');
  await createSession(page, 'Something to look at');
  await page.goto(`${carrel.url}/study-sessions`);
  await page.getByRole('button', { name: 'Filters' }).click();
  await expectClean(page);
  await page.goto(`${carrel.url}/profile`);
  await page.getByRole('heading', { name: 'Appearance' }).waitFor();
  await expectClean(page);
  await page.goto(`${carrel.url}/study-sessions/11111111-1111-4111-8111-111111111111`);
  await page.getByRole('alert').waitFor();
  await expectClean(page);
});

test('the room and its panels', async ({ openRoom }) => {
  const {
    pages: [page, ben],
  } = await openRoom('A room to look at', ['Ada', 'Ben']);
  await expectClean(page);
  await page.getByRole('button', { name: 'Start timer' }).click();
  await say(ben, 'Hello https://example.org');
  await addGoal(page, 'One');
  await page.getByRole('checkbox', { name: 'Done: One' }).check();
  await expectClean(page);
  for (const tab of ['Goals', 'People']) {
    await page.getByRole('tab', { name: tab }).click();
    await expectClean(page);
  }
});

test('the dialogs of the room', async ({ openRoom }) => {
  const [page] = (await openRoom('Dialogs', ['Ada'])).pages;
  for (const button of ['Invite', 'Timer settings', 'Bell and notices']) {
    await page.getByRole('button', { name: button, exact: true }).click();
    await page.getByRole('dialog').waitFor();
    await expectClean(page);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }
  await page.getByRole('button', { name: 'Room menu' }).click();
  await page.getByRole('menuitem', { name: 'Room settings' }).click();
  await expectClean(page);
});

test('the door of the room, a cut, and the end', async ({ openRoom, newPerson }) => {
  const {
    link,
    pages: [page],
  } = await openRoom('A door to look at', ['Ada']);
  const { page: ben } = await newPerson('Ben');
  await ben.goto(link);
  await ben.getByRole('button', { name: 'Join Session' }).waitFor();
  await expectClean(ben);
  await join(ben, link);
  await ben.context().setOffline(true);
  await ben.getByText('You are offline.').waitFor();
  await expectClean(ben);
  await page.getByRole('button', { name: 'Room menu' }).click();
  await page.getByRole('menuitem', { name: 'End session' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
  await page.getByRole('heading', { name: 'Well studied' }).waitFor();
  await expectClean(page);
});
