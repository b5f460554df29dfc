import { expect, test } from './support/carrel-test.ts';
import { reader } from './support/reader.ts';
import { say } from './support/story.ts';

test('messages that come while the side panel is closed are told at its button, at the tab, and after a reload', async ({
  openRoom,
}) => {
  const {
    pages: [page, ben],
  } = await openRoom('Unread', ['Ada', 'Ben']);
  const toggle = page.getByRole('button', { name: /^Side panel/ });
  await say(ben, 'Seen');
  await expect(page.getByTestId('chat-messages')).toContainText('Seen');
  await page.getByRole('tab', { name: 'Goals' }).click();
  await toggle.click();
  await say(ben, 'One');
  await say(ben, 'Two');
  await expect(toggle).toHaveAccessibleName('Side panel, 2 unread');
  await reader(page).hears('There are new messages.');
  await toggle.click();
  await expect(page.getByRole('tab', { name: 'Chat' })).toHaveAccessibleName(/2 unread/);
  await toggle.click();
  await page.reload();
  await expect(toggle).toHaveAccessibleName('Side panel, 2 unread');
  await toggle.click();
  await expect(page.getByTestId('chat-messages')).toContainText('Two');
  await toggle.click();
  await expect(toggle).toHaveAccessibleName('Side panel');
});

test('where no column shows the people, knocks and raised hands are told at what leads to them', async ({
  openRoom,
  newPerson,
}) => {
  const {
    link,
    pages: [page],
  } = await openRoom('Marked', ['Ada']);
  const { page: ben } = await newPerson('Ben');
  const toggle = page.getByRole('button', { name: /^Side panel/ });
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.getByRole('button', { name: 'Room menu' }).click();
  await page.getByRole('menuitem', { name: 'Lock the room' }).click();
  await toggle.click();
  await ben.goto(link);
  await ben.getByRole('button', { name: 'Join Session' }).click();
  await expect(toggle).toHaveAccessibleName('Side panel, 1 at the door');
  await toggle.click();
  await page.getByRole('tab', { name: /People.*1 at the door/ }).click();
  await page.getByRole('button', { name: 'Let Ben in', exact: true }).click();
  await page.getByRole('tab', { name: 'Chat' }).click();
  await toggle.click();

  await ben.getByRole('button', { name: 'Raise hand' }).click();
  await expect(toggle).toHaveAccessibleName('Side panel, 1 hand raised');
  await reader(page).hears('Ben has raised a hand.');
  await page.setViewportSize({ width: 390, height: 844 });
  const people = page.getByRole('navigation').getByRole('button', { name: /People/ });
  await expect(people).toContainText('1 hand raised');
  await people.click();
  await expect(page.getByRole('img', { name: 'Hand raised' })).toBeVisible();
  await expect(people).not.toContainText('raised');
});
