import { expect, type Page } from '@playwright/test';

/** What people do, by the marks of CONTRACT.md and the words on the page. */

export async function createSession(page: Page, title: string): Promise<string> {
  await page.getByRole('button', { name: 'Create Session' }).click();
  await page.locator('input[name="title"]').fill(title);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  const link = await page.getByTestId('invite-link').textContent();
  await expect(page.getByTestId('connection-status')).toHaveText('Connected');
  return link ?? '';
}

/** A guest becomes a member, whom others find by name. */
export async function register(page: Page, url: string, username: string): Promise<void> {
  await page.goto(`${url}/profile`);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill('a long password');
  await page.getByRole('button', { name: 'Register and keep everything' }).click();
  await expect(page.getByRole('heading', { name: 'Change the password' })).toBeVisible();
}

export async function join(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole('button', { name: 'Join Session' }).click();
  await expect(page.getByTestId('connection-status')).toHaveText('Connected');
}

export async function say(page: Page, text: string): Promise<void> {
  await page.getByTestId('chat-input').fill(text);
  await page.getByTestId('chat-input').press('Enter');
}

export async function addGoal(page: Page, title: string): Promise<void> {
  await page.getByTestId('goal-input').fill(title);
  await page.getByTestId('goal-input').press('Enter');
}

/** The time on the timer, in seconds. */
export async function shownSeconds(page: Page): Promise<number> {
  const [minutes = '', seconds = ''] = (await page.getByTestId('timer-display').innerText()).split(':');
  return Number(minutes) * 60 + Number(seconds);
}

/** Both show the same second, or one the next: they are read one after the other. */
export async function expectSameTime(one: Page, other: Page): Promise<void> {
  await expect
    .poll(async () => {
      const [a, b] = await Promise.all([shownSeconds(one), shownSeconds(other)]);
      return Math.abs(a - b);
    })
    .toBeLessThanOrEqual(1);
}

/** What a host does to somebody, from the menu at their name. */
export async function actOn(page: Page, name: string, action: string): Promise<void> {
  await page
    .getByTestId('participant-list')
    .getByRole('button', { name: `Actions for ${name}` })
    .click();
  await page.getByRole('menuitem', { name: action }).click();
}
