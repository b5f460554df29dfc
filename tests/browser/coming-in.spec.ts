import type { Page } from '@playwright/test';
import { expect, test } from './support/carrel-test.ts';
import { createSession, register } from './support/story.ts';

test('an unknown visitor of any page says who they are, and lands where they were going', async ({
  carrel,
  openAs,
  browser,
}) => {
  const link = await createSession(await openAs('Ada'), 'Topology');
  const page = await (await browser.newContext()).newPage();
  await page.goto(link);
  await page.locator('input[name="guest-name"]').fill('Ben');
  await page.getByRole('button', { name: 'Continue as guest' }).click();
  await expect(page.getByRole('heading', { name: 'Topology' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Join Session' })).toBeVisible();
  expect(page.url()).toContain(carrel.url);
  await page.context().close();
});

test('a form says at the field what is missing', async ({ carrel, browser }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(carrel.url);
  await page.getByRole('button', { name: 'Continue as guest' }).click();
  await expect(page.getByText('Write a name')).toBeVisible();
  await page.getByText('Register', { exact: true }).click();
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Register' }).click();
  await expect(page.getByText('Use at least 8 characters.')).toBeVisible();
  await page.context().close();
});

test('a guest registers and keeps what they have, on any device; logging out everywhere ends both', async ({
  carrel,
  openAs,
  browser,
}) => {
  const page = await openAs('Ada');
  const link = await createSession(page, 'Kept through registering');
  const username = 'ada-who-registers';
  await register(page, carrel.url, username);

  const other = await (await browser.newContext()).newPage();
  await other.goto(carrel.url);
  await other.getByText('Log in', { exact: true }).first().click();
  await other.getByLabel('Username').fill(username);
  await other.getByLabel('Password').fill('the wrong password');
  await other.getByRole('button', { name: 'Log in' }).click();
  await expect(other.getByRole('alert')).toContainText('The username or the password is wrong');
  await other.getByLabel('Password').fill('a long password');
  await other.getByRole('button', { name: 'Log in' }).click();
  await expect(other.getByRole('heading', { name: 'Kept through registering' })).toBeVisible();

  // A third tab of theirs is in the room, a fourth shows a page that knows nothing of lists.
  const context = other.context();
  const inRoom = await context.newPage();
  await inRoom.goto(link);
  await expect(inRoom.getByTestId('connection-status')).toHaveText('Connected');
  await inRoom.getByTestId('chat-input').fill('A draft of theirs');
  const draft = () => inRoom.evaluate(() => JSON.stringify(sessionStorage));
  await expect.poll(draft).toContain('A draft of theirs');
  const atProfile = await context.newPage();
  await atProfile.goto(`${carrel.url}/profile`);
  await expect(atProfile.getByRole('button', { name: 'Log out everywhere' })).toBeVisible();

  expect(await keptIn(other)).toEqual(expect.arrayContaining(['carrel.person', 'studySessions']));

  await page.getByRole('button', { name: 'Log out everywhere' }).click();
  await expect(page.getByRole('button', { name: 'Continue as guest' })).toBeVisible();
  await expect(page.getByText('Signed out')).toBeHidden();
  for (const one of [other, inRoom, atProfile]) {
    await expect(one.getByRole('status').filter({ hasText: 'Signed out' })).toBeVisible();
    await expect(one.getByText('Kept through registering')).toHaveCount(0);
  }
  await expect.poll(() => keptIn(other)).toEqual([]);
  expect(await draft()).not.toContain('A draft of theirs');
  await context.close();
});

/** Names of what is kept of a person on this device. */
const keptIn = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const names = [...Object.keys(localStorage), ...databases.map(({ name }) => name ?? '')];
    return names.filter((name) => /^(carrel\.person|carrel:|\w*study|activeStudySession_)/i.test(name));
  });

test('a reload keeps the person, and no script can read what proves it', async ({ openAs }) => {
  const page = await openAs('Ada');
  await page.reload();
  await expect(page.getByRole('button', { name: 'Account of Ada' })).toBeVisible();
  const readable = await page.evaluate(() =>
    JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie]),
  );
  expect(readable).not.toMatch(/eyJ|refresh|token/i);
});

test('name and colour can be changed', async ({ carrel, openAs }) => {
  const page = await openAs('Ada');
  await page.goto(`${carrel.url}/profile`);
  await page.getByLabel('Name', { exact: true }).fill('Ada Lovelace');
  await page.getByRole('radio', { name: 'Colour 3' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Account of Ada Lovelace' })).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Colour 3' })).toBeChecked();
});

test('the forms of a guest’s profile know of each other: what one changes the other does not put back', async ({
  carrel,
  openAs,
}) => {
  const page = await openAs('Ada');
  await page.goto(`${carrel.url}/profile`);
  await page.getByLabel('Name', { exact: true }).fill('Ada Lovelace');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Your name')).toHaveValue('Ada Lovelace');
  await page.getByLabel('Your name').fill('Countess');
  await page.getByLabel('Username').fill('ada-who-is-a-countess');
  await page.getByLabel('Password').fill('a long password');
  await page.getByRole('button', { name: 'Register and keep everything' }).click();
  await expect(page.getByRole('button', { name: 'Account of Countess' })).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Countess');
  await page.getByRole('radio', { name: 'Colour 3' }).check();
  const saved = page.waitForResponse((response) => response.request().method() === 'PATCH');
  await page.getByRole('button', { name: 'Save' }).click();
  await saved;
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Colour 3' })).toBeChecked();
  await expect(page.getByRole('button', { name: 'Account of Countess' })).toBeVisible();
});

test('a page that breaks before one has come in says so, and is there again when it is loaded anew', async ({
  carrel,
  browser,
}) => {
  const page = await (await browser.newContext()).newPage();
  // The title of this page cannot be said.
  await page.route('**/*.js', async (route) => {
    const response = await route.fetch();
    const code = await response.text();
    const broken = code.replace(
      /title:(["'`])Come in and study\1/,
      'get title(){throw new Error("Broken for the test")}',
    );
    await route.fulfill({ body: broken, contentType: 'text/javascript', headers: { 'Cache-Control': 'no-store' } });
  });
  await page.goto(carrel.url);
  await expect(page.getByRole('alert')).toContainText('This page stopped working');
  await page.unroute('**/*.js');
  await page.getByRole('button', { name: 'Reload the page' }).click();
  await expect(page.getByRole('button', { name: 'Continue as guest' })).toBeVisible();
  await page.context().close();
});
