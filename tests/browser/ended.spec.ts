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
