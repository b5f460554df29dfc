import { expect, test } from './support/carrel-test.ts';

test('the whole story by keyboard alone', async ({ carrel, browser }) => {
  const page = await (await browser.newContext()).newPage();
  const { keyboard } = page;
  const tabTo = async (name: string | RegExp, role: 'button' | 'textbox' = 'button') => {
    const wanted = page.getByRole(role, { name }).first();
    for (let presses = 0; presses < 40; presses += 1) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
      await keyboard.press('Tab');
    }
    throw new Error(`The focus never came to ${String(name)}`);
  };

  await page.goto(carrel.url);
  await page.getByRole('button', { name: 'Continue as guest' }).waitFor();
  await tabTo('Your name', 'textbox');
  await keyboard.type('Ada');
  await keyboard.press('Enter');
  await page.getByRole('button', { name: 'Create Session' }).first().waitFor();
  await tabTo('Create Session');
  await keyboard.press('Enter');
  await expect(page.locator('input[name="title"]')).toBeFocused();
  await keyboard.type('By keyboard');
  await keyboard.press('Enter');
  await page.getByTestId('invite-link').waitFor();
  await expect(page.getByTestId('connection-status')).toHaveText('Connected');

  await keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await keyboard.press('t');
  await expect(page.getByText('In progress')).toBeVisible();
  await keyboard.press('g');
  await expect(page.getByTestId('goal-input')).toBeFocused();
  await keyboard.type('A goal');
  await keyboard.press('Enter');
  await expect(page.getByTestId('goal-list')).toContainText('A goal');
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await keyboard.press('Space');
  await expect(page.getByRole('checkbox', { name: 'Done: A goal' })).toBeChecked();
  await keyboard.press('c');
  await expect(page.getByTestId('chat-input')).toBeFocused();
  await keyboard.type('t is a letter here');
  await keyboard.press('Enter');
  await expect(page.getByTestId('chat-messages')).toContainText('t is a letter here');
  await expect(page.getByRole('button', { name: 'Pause timer' })).toBeVisible();
  await page.context().close();
});
