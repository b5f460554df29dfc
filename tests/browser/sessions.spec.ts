import { expect, test } from './support/carrel-test.ts';
import { guest } from './support/crowd.ts';
import { createSession, register } from './support/story.ts';

test('the wizard checks at the field, shows what it will be, and invites by name', async ({ carrel, openAs }) => {
  const page = await openAs('Ada');
  const ben = await openAs('Benedict the Invited');
  await register(ben, carrel.url, 'benedict');
  await ben.goto(`${carrel.url}/study-sessions`);
  await page.getByRole('button', { name: 'Create Session' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(dialog.getByText('Give it a title')).toBeVisible();
  await dialog.locator('input[name="title"]').fill('Set theory');
  await dialog.getByLabel('Subject').fill('Mathematics');
  await dialog.getByLabel('Tags').fill('sets, #logic');
  await expect(dialog.getByRole('complementary', { name: 'Preview' })).toContainText('#sets #logic');
  await dialog.getByRole('button', { name: 'Next: settings' }).click();
  await dialog.getByLabel('Seats').fill('99');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(dialog.getByText('Between 2 and 50.')).toBeVisible();
  await dialog.getByLabel('Seats').fill('12');
  await dialog.getByRole('button', { name: 'Next: people' }).click();
  await dialog.getByRole('searchbox', { name: 'Find people' }).fill('Benedict the');
  await dialog.getByRole('button', { name: 'Invite Benedict the Invited' }).click();
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByTestId('invite-link')).toBeVisible();

  // Who was invited finds it without a reload, and goes in.
  await expect(ben.getByRole('heading', { name: 'Set theory' })).toBeVisible();
  await ben.getByRole('link', { name: 'Join' }).click();
  await ben.getByRole('button', { name: 'Join Session' }).click();
  await expect(page.getByTestId('participant-list')).toContainText('2 participants');
});

test('an unfinished session is kept until it is created or its person starts over, and is nobody else’s', async ({
  carrel,
  openAs,
}) => {
  const page = await openAs('Ada');
  const open = () => page.getByRole('button', { name: 'Create Session' }).click();
  const dialog = page.getByRole('dialog');
  const title = dialog.locator('input[name="title"]');
  const seats = dialog.getByLabel('Seats');
  const kept = dialog.getByText('Kept on this device until you create it or start over.');
  await open();
  await expect(kept).toBeHidden();
  await title.fill('Half a plan');
  await expect(kept).toBeVisible();
  await dialog.getByRole('button', { name: 'Next: settings' }).click();
  await seats.fill('7');
  await page.keyboard.press('Escape');
  await expect(page.getByText('What you wrote is kept.')).toBeVisible();
  await page.reload();
  await open();
  await expect(title).toHaveValue('Half a plan');
  await page.mouse.click(5, 300);
  await expect(dialog).toBeHidden();
  await open();
  await dialog.getByRole('button', { name: 'Next: settings' }).click();
  await expect(seats).toHaveValue('7');
  await dialog.getByRole('button', { name: 'Start over' }).click();
  await expect(title).toHaveValue('');
  await expect(title).toBeFocused();
  await title.fill('A whole plan');

  // What was sent and refused is kept like what was not.
  await page.route('**/create', (route) => route.abort());
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('What you wrote is kept');
  await page.keyboard.press('Escape');
  await page.unrouteAll();
  await open();
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByTestId('invite-link').waitFor();
  await page.goto(`${carrel.url}/study-sessions`);
  await open();
  await expect(title).toHaveValue('');
  await title.fill('For her eyes only');
  await expect.poll(() => page.evaluate(() => JSON.stringify(localStorage))).toContain('her eyes');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Account of Ada' }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.getByRole('button', { name: 'Log out anyway' }).click();
  await page.getByRole('button', { name: 'Continue as guest' }).waitFor();
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('her eyes');
});

test('open sessions are found, twenty a page, by search and filters, and come and go by themselves', async ({
  carrel,
  openAs,
}) => {
  const host = await guest(carrel.url, 'Grace');
  const make = (title: string, subject: string) => host.client.api.sessions.create({ title, subject, isPublic: true });
  const first = await make('Lesson 0', 'Physics');
  for (let index = 1; index < 21; index += 1) await make(`Lesson ${index}`, index === 7 ? 'Botany' : 'Physics');
  const page = await openAs('Ada');
  await page.getByRole('tab', { name: 'Browse' }).click();
  const cards = page.getByRole('list', { name: 'Browse' }).getByRole('listitem');
  await expect(cards).toHaveCount(20);
  // At the last page one is still on the button that led there.
  const next = page.getByRole('button', { name: 'Next page' });
  await next.focus();
  await page.keyboard.press('Enter');
  await expect(cards).toHaveText([/Lesson 0/]);
  await expect(next).toBeFocused();
  await expect(next).toBeDisabled();
  // The only one of its page is gone: the page before it is the last. She belongs to none of them, and is told all the same.
  if (!first.ok) throw new Error(first.refusal.message);
  await host.client.api.sessions.cancel(first.value.session.id);
  await expect(cards).toHaveCount(20);
  await make('Lesson 21', 'Physics');
  await expect(cards.first()).toContainText('Lesson 21');

  await page.getByRole('searchbox', { name: 'Search by title' }).fill('Lesson 7');
  await expect(cards).toHaveCount(1);
  await page.getByRole('searchbox', { name: 'Search by title' }).fill('');
  await page.getByRole('button', { name: 'Filters' }).click();
  // What is over is not among them, so nobody is asked to choose it.
  await expect(page.getByLabel('Status').getByRole('option')).toHaveText(['Any', 'Not started', 'In progress']);
  await page.getByLabel('Subject').fill('Botany');
  await expect(cards).toHaveCount(1);
  await page.getByLabel('Subject').fill('Alchemy');
  await expect(page.getByText('Nothing fits these filters')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).last().click();
  await expect(cards).toHaveCount(20);
  host.client.close();
});

test('the search field stays while the list behind it is loaded anew, and nothing typed is lost', async ({
  carrel,
  openAs,
}) => {
  const host = await guest(carrel.url, 'Grace');
  await host.client.api.sessions.create({ title: 'Knots', isPublic: true });
  host.client.close();
  const page = await openAs('Ada');
  await page.getByRole('tab', { name: 'Browse' }).click();
  const field = page.getByRole('searchbox', { name: 'Search by title' });
  await field.fill('Nothing of this name');
  await expect(page.getByText('Nothing fits these filters')).toBeVisible();
  const held: (() => Promise<void>)[] = [];
  await page.route(
    (url) => url.pathname.endsWith('/browse') && !url.searchParams.get('query'),
    (route) => void held.push(() => route.continue()),
  );
  await field.fill('');
  await expect.poll(() => held.length).toBe(1);
  await field.pressSequentially('Kno');
  await expect(page.getByRole('heading', { name: 'Knots' })).toBeVisible();
  await held[0]!();
  await expect(field).toHaveValue('Kno');
  await expect(field).toBeFocused();
});

test('what is next comes into its place and moves nothing', async ({ carrel, newPerson }) => {
  const ada = await newPerson('Ada');
  const { page } = ada;
  await ada.createSession('Any');
  let answer = () => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const scheduledAt = new Date(Date.now() + 3_600_000).toISOString();
  await page.route(/list\?.*status=SCHEDULED/, async (route) => {
    const list = (await (await route.fetch()).json()) as { sessions: object[] };
    await answered;
    const sessions = list.sessions.map((one) => ({ ...one, title: 'A long title '.repeat(7), scheduledAt }));
    await route.fulfill({ json: { ...list, sessions } });
  });
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${carrel.url}/study-sessions`);
  await page.getByRole('heading', { name: 'Any' }).waitFor();
  const before = await page.getByRole('tablist').boundingBox();
  answer();
  await expect(page.getByRole('link', { name: /^A long title/ })).toBeVisible();
  expect(await page.getByRole('tablist').boundingBox()).toEqual(before);
});

test('details show, and a session not yet begun is cancelled after a question', async ({ carrel, openAs }) => {
  const page = await openAs('Ada');
  await createSession(page, 'Doomed');
  await page.goto(`${carrel.url}/study-sessions`);
  await page.getByRole('button', { name: 'More about Doomed' }).click();
  await page.getByRole('menuitem', { name: 'Details' }).click();
  const details = page.getByRole('dialog', { name: 'Doomed' });
  await expect(details).toContainText('Not started');
  // Nothing was planned.
  await expect(details.getByRole('term')).toHaveText(['Status', 'Type', 'Created', 'Seats']);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'More about Doomed' }).click();
  await page.getByRole('menuitem', { name: 'Cancel session' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel session' }).click();
  await expect(page.getByText('Cancelled')).toBeVisible();
});

test('a search for people and details that fail say so, and are asked for again', async ({ carrel, openAs }) => {
  const page = await openAs('Ada');
  await createSession(page, 'Kept quiet');
  await page.goto(`${carrel.url}/study-sessions`);
  await page.route(/\/api\/study-sessions\/[0-9a-f-]{36}/, (route) => route.abort());
  await page.getByRole('button', { name: 'More about Kept quiet' }).click();
  await page.getByRole('menuitem', { name: 'Details' }).click();
  const dialog = page.getByRole('dialog');
  const failure = dialog.getByRole('alert');
  await expect(failure).toContainText('Who takes part, the goals and the recordings could not be loaded.');
  await page.unrouteAll();
  await failure.getByRole('button', { name: 'Try again' }).click();
  await expect(dialog.getByRole('region', { name: 'People' })).toContainText('Ada');
  await expect(failure).toBeHidden();
  await dialog.getByRole('button', { name: 'Close' }).click();

  await page.route(/\/api\/users\?/, (route) => route.abort());
  await page.getByRole('button', { name: 'Create Session' }).click();
  await dialog.getByRole('button', { name: 'Invite' }).click();
  await dialog.getByRole('searchbox', { name: 'Find people' }).fill('Nobody of this name');
  await expect(failure).toContainText('The search found no answer.');
  await page.unrouteAll();
  await failure.getByRole('button', { name: 'Try again' }).click();
  await expect(dialog.getByText('Nobody of this name. Send them the link instead.')).toBeVisible();
  await expect(failure).toBeHidden();
});

test('one’s lists show at once from the last visit, and hold nothing that must not be kept', async ({
  carrel,
  openAs,
}) => {
  const page = await openAs('Ada');
  await createSession(page, 'Remembered');
  await page.goto(`${carrel.url}/study-sessions`);
  await expect(page.getByRole('heading', { name: 'Remembered' })).toBeVisible();
  await page.route('**/api/**', (route) => route.abort());
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Remembered' })).toBeVisible();
  const kept = await page.evaluate(() => JSON.stringify(localStorage));
  expect(kept).toContain('studySessions');
  expect(kept).not.toMatch(/inviteLink|invite=|"content"|presence/);
});
