import { expect, test } from './support/carrel-test.ts';
import { addGoal, createSession, join, say } from './support/story.ts';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test('on a phone: one panel at a time, the timer always in view, unread marks', async ({ openAs }) => {
  const [ada, ben] = [await openAs('Ada'), await openAs('Ben', phone)];
  await join(ben, await createSession(ada, 'On the way'));
  const bar = ben.getByRole('navigation');
  await ada.getByRole('button', { name: 'Start timer' }).click();
  await expect(ben.getByTestId('timer-phase')).toBeVisible();
  await say(ada, 'Are you there?');
  await expect(bar.getByRole('button', { name: /Chat/ })).toContainText('1 unread');
  await bar.getByRole('button', { name: /Chat/ }).tap();
  await expect(bar.getByRole('button', { name: /Chat/ })).not.toContainText('unread');
  await say(ben, 'On the bus');
  await expect(ada.getByTestId('chat-messages')).toContainText('On the bus');
  await expect(ben.getByTestId('timer-display')).toHaveText(/2[45]:\d\d/);
  await bar.getByRole('button', { name: 'Goals' }).tap();
  await addGoal(ben, 'Read on the bus');
  await expect(ada.getByTestId('goal-list')).toContainText('Read on the bus');
  await bar.getByRole('button', { name: 'People' }).tap();
  await expect(ben.getByTestId('participant-list')).toContainText('2 participants');
  await bar.getByRole('button', { name: 'More' }).tap();
  const icons = ben.getByRole('main').getByRole('button').locator('svg');
  await expect(icons).not.toHaveCount(0);
  expect(new Set(await icons.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width)))).toEqual(
    new Set([20]),
  );
  await ben.getByRole('button', { name: 'Leave' }).tap();
  await expect(ben.getByRole('heading', { name: 'Study sessions' })).toBeVisible();
});

test('nothing is wider than the phone', async ({ carrel, openAs }) => {
  const page = await openAs('Ada', phone);
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await overflow()).toBe(0);
  await createSession(page, 'A title that is so long that it could never fit into the header of a small telephone');
  expect(await overflow()).toBe(0);
  await page.goto(`${carrel.url}/study-sessions`);
  await page.getByRole('link', { name: 'Open' }).waitFor();
  expect(await overflow()).toBe(0);
});
