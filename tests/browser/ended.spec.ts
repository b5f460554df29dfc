import { expect, test } from './support/carrel-test.ts';
import { guest } from './support/crowd.ts';
import { createdBy } from './support/scene.ts';

test('a stranger who comes too late is told that it is over, before and after asking, with a way on', async ({
  carrel,
  newPerson,
}) => {
  const host = await guest(carrel.url, 'Grace');
  const { id, inviteLink } = await createdBy(host, { title: 'Over by now', isPublic: true });
  await host.client.api.sessions.start(id);
  const { page } = await newPerson('Eve');
  await page.goto(inviteLink);
  const join = page.getByRole('button', { name: 'Join Session' });
  await join.waitFor();
  await host.client.api.sessions.end(id);
  host.client.close();

  // She asks from a card that is older than the end.
  await join.click();
  await expect(page.getByRole('status').filter({ hasText: 'This session is over.' })).toBeVisible();
  await page.getByRole('button', { name: 'Details' }).click();
  const said = page.getByText('This session is over. Nobody can join it any more.');
  await expect(said).toBeVisible();
  await page.reload();
  await expect(said).toBeVisible();
  await expect(join).toBeHidden();
  await expect(page.getByText('You are invited')).toBeHidden();
  await page.getByRole('link', { name: 'Find an open session' }).click();
  await expect(page.getByRole('tab', { name: 'Browse' })).toHaveAttribute('aria-selected', 'true');
});

test('what came of a session is there without the history, and a failure says so until it was asked again', async ({
  carrel,
  openRoom,
}) => {
  const { link, pages } = await openRoom('Long ago', ['Ada']);
  const [ada] = pages;
  await ada.getByRole('button', { name: 'Start timer' }).click();
  await ada.getByRole('button', { name: 'Room menu' }).click();
  await ada.getByRole('menuitem', { name: 'End session' }).click();
  await ada.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
  await expect(ada.getByRole('heading', { name: 'Well studied' })).toBeVisible();
  const facts = ada.getByRole('main').locator('dd');
  await expect(facts.last()).toHaveText('0');

  // It may be older than all that a list of the last ones shows.
  await ada.route('**/api/study-sessions/history*', (route) => route.abort());
  const details = `${carrel.url}/api/study-sessions/${new URL(link).pathname.split('/').pop()}*`;
  await ada.reload();
  await expect(facts.last()).toHaveText('0');

  // Another way the server may answer: not counted yet, and then not at all.
  let uncounted = true;
  await ada.route(details, async (route) => {
    if (!uncounted) return route.abort();
    const answer = (await (await route.fetch()).json()) as { session: object };
    await route.fulfill({ json: { ...answer, session: { ...answer.session, analytics: null } } });
  });
  await ada.reload();
  await expect(facts.last()).toHaveText('Still counting…');
  uncounted = false;
  await expect(ada.getByRole('alert')).toContainText('What came of it could not be loaded.');
  await expect(facts.last()).toHaveText('Not known yet');
  await ada.unroute(details);
  await ada.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
  await expect(facts.last()).toHaveText('0');
  await expect(ada.getByRole('alert')).toBeHidden();
});
