import type { Page } from '@playwright/test';
import { expect, test } from './support/carrel-test.ts';
import { reader } from './support/reader.ts';
import { addGoal, createSession, say } from './support/story.ts';

// Whatever had the focus goes away: one goes on from what is nearest to it, and never from the top of the page.

/** Goes to a button and presses it, from wherever one is. */
async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).first().focus();
  await page.keyboard.press('Enter');
}

test('after a person who was removed, the next one; after the last of them, the one before', async ({ openRoom }) => {
  const [page] = (await openRoom('Who stays', ['Ada', 'Ben', 'Cleo'])).pages;
  const ada = reader(page);
  const rows = page.getByTestId('participant-list').getByRole('listitem');
  await expect(rows).toHaveCount(3);
  const [, second, third] = (await rows.allTextContents()).map((text) => (text.includes('Ben') ? 'Ben' : 'Cleo'));

  async function remove(name: string): Promise<void> {
    await page.getByRole('button', { name: `Actions for ${name}` }).focus();
    await ada.choose(`Actions for ${name}`, 'Remove');
    await ada.press('button', 'Remove');
  }
  await remove(second!);
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: third! })).toBeFocused();
  await remove(third!);
  await expect(rows).toHaveCount(1);
  await expect(rows).toBeFocused();
});

test('after a goal that was deleted, by oneself or by somebody else', async ({ openRoom }) => {
  const {
    pages: [page, ben],
  } = await openRoom('Goals that go', ['Ada', 'Ben']);
  const ada = reader(page);
  for (const title of ['One', 'Two', 'Three']) await addGoal(page, title);
  const goal = (name: string) => page.getByTestId('goal-list').getByRole('listitem').filter({ hasText: name });
  const remove = async (one: Page, name: string) => {
    await press(one, `Edit ${name}`);
    await press(one, `Remove ${name}`);
  };
  await remove(page, 'One');
  await expect(goal('Two')).toBeFocused();
  await page.getByRole('checkbox', { name: 'Done: Two' }).focus();
  await remove(ben, 'Two');
  await expect(goal('Three')).toBeFocused();
  await remove(page, 'Three');
  await expect(ada.the('heading', 'Goals')).toBeFocused();
});

test('after what was done with a message, and after the panel that it stood in', async ({ openRoom }) => {
  const [page] = (await openRoom('Messages', ['Ada'])).pages;
  const ada = reader(page);
  for (const text of ['First', 'Second']) await say(page, text);
  const second = page.getByRole('article').filter({ hasText: 'Second' });
  const menu = second.getByRole('button', { name: 'Message of Ada' });
  const choose = async (item: string) => {
    await menu.focus();
    await page.keyboard.press('Enter');
    await expect(ada.the('menu').locator(':focus')).toBeAttached();
    await page.getByRole('menuitem', { name: item }).focus();
    await page.keyboard.press('Enter');
  };
  await choose('Edit');
  await expect(ada.the('textbox', 'Edit the message')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(menu).toBeFocused();
  await choose('React with 🎉');
  await expect(menu).toBeFocused();
  await choose('Delete');
  await expect(page.getByRole('article').nth(1)).toBeFocused();
  await page.keyboard.press('[');
  await expect(page.getByRole('article')).toHaveCount(0);
  await expect(ada.the('button', 'Side panel')).toBeFocused();
});

test('after a session that was cancelled', async ({ carrel, openAs }) => {
  const page = await openAs('Ada');
  const ada = reader(page);
  await createSession(page, 'Off');
  await page.goto(`${carrel.url}/study-sessions`);
  await page.getByRole('button', { name: 'More about Off' }).focus();
  await ada.choose('More about Off', 'Cancel session');
  await ada.press('button', 'Cancel session');
  await expect(page.getByRole('listitem').filter({ hasText: 'Off' })).toContainText('Cancelled');
  await expect(ada.the('button', 'More about Off')).toBeFocused();
});

test('after a recording that was deleted, and after the dialog it stood in', async ({ carrel, openAs }) => {
  const page = await openAs('Ada');
  const ada = reader(page);
  const kept = [1, 2].map((hour) => ({
    id: String(hour),
    recordingId: String(hour),
    part: 1,
    status: 'FAILED',
    type: 'VIDEO',
    interrupted: false,
    startedAt: new Date(Date.now() - hour * 3_600_000).toISOString(),
    url: null,
    urlExpiresAt: null,
    fileSize: null,
    durationMs: null,
  }));
  await page.route('**/recordings', (route) => route.fulfill({ json: { success: true, recordings: kept } }));
  await page.route('**/recordings/*', (route) => {
    kept.splice(0, 1);
    return route.fulfill({ json: { success: true } });
  });
  await createSession(page, 'Recorded');
  await page.getByRole('button', { name: 'Start timer' }).click();
  await page.goto(`${carrel.url}/study-sessions`);
  await page.getByRole('button', { name: 'More about Recorded' }).focus();
  await ada.choose('More about Recorded', 'Details');
  const rows = page.getByRole('region', { name: 'Recordings' }).getByRole('listitem');
  await expect(rows).toHaveCount(2);
  const remove = async () => {
    await rows
      .first()
      .getByRole('button', { name: /^Delete/ })
      .focus();
    await page.keyboard.press('Enter');
    await ada.press('button', 'Delete the recording');
  };
  await remove();
  await expect(rows).toHaveCount(1);
  await expect(rows).toBeFocused();
  await remove();
  await expect(page.getByRole('dialog').getByRole('heading', { name: 'Recorded', exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(ada.the('button', 'More about Recorded')).toBeFocused();
});

test('a button that waits for its answer has the focus again after it', async ({ carrel, newVisitor }) => {
  const page = await newVisitor();
  await page.goto(carrel.url);
  await page.getByText('Log in', { exact: true }).first().click();
  await page.getByLabel('Username').fill('nobody');
  await page.getByLabel('Password').fill('not the password');
  const button = page.getByRole('button', { name: 'Log in' });
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('The username or the password is wrong.')).toBeVisible();
  await expect(button).toBeFocused();
});
