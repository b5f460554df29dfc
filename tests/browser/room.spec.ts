import type { Locator } from '@playwright/test';
import { expect, test } from './support/carrel-test.ts';
import { hostedSession } from './support/run-timer.ts';
import { actOn, addGoal, expectSameTime, join, say, shownSeconds } from './support/story.ts';

test('the host starts the timer, and with it the session; everybody sees the same time', async ({ openRoom }) => {
  const {
    pages: [ada, ben],
  } = await openRoom('Timer', ['Ada', 'Ben']);
  await expect(ben.getByText('The host starts the session.')).toBeVisible();
  await ada.getByRole('button', { name: 'Start timer' }).click();
  await expect(ada.getByText('In progress')).toBeVisible();
  await expect(ben.getByTestId('timer-phase')).toHaveText('Focus');
  await expectSameTime(ada, ben);
  expect(await shownSeconds(ben)).toBeGreaterThan(1_480);

  await ada.getByRole('button', { name: 'Pause timer' }).click();
  for (const page of [ada, ben]) await expect(page.getByText('Paused', { exact: true })).toBeVisible();
  expect(await shownSeconds(ada)).toBe(await shownSeconds(ben));
  await ada.getByRole('button', { name: 'Resume timer' }).click();
  await expect(ada.getByRole('button', { name: 'Pause timer' })).toBeVisible();
  await ada.getByRole('button', { name: 'Skip phase' }).click();
  await expect(ben.getByTestId('timer-phase')).toHaveText('Short break');
  await ada.getByRole('button', { name: 'Reset timer' }).click();
  await expect(ben.getByTestId('timer-display')).toHaveText('05:00');
});

test('a name and a colour that somebody chooses are seen by the others at once, wherever they are shown', async ({
  carrel,
  openRoom,
}) => {
  const {
    pages: [ada, ben],
  } = await openRoom('Colours', ['Ada', 'Ben']);
  await say(ada, 'Hello');
  const inList = ben.getByTestId('participant-list').getByRole('listitem').filter({ hasText: 'Ada' });
  const inChat = ben.getByRole('article').filter({ hasText: 'Hello' });
  await expect(inChat).toBeVisible();
  const before = await faceColor(inList);
  expect(await faceColor(inChat)).toBe(before);

  const profile = await ada.context().newPage();
  await profile.goto(`${carrel.url}/profile`);
  await profile.getByLabel('Name', { exact: true }).fill('Ada Lovelace');
  const third = profile.getByRole('radio', { name: 'Colour 3' });
  await ((await third.isChecked()) ? profile.getByRole('radio', { name: 'Colour 4' }) : third).check();
  await profile.getByRole('button', { name: 'Save' }).click();
  await expect(inList).toContainText('Ada Lovelace');
  await expect(inChat).toContainText('Ada Lovelace');
  const chosen = await faceColor(profile.getByRole('button', { name: 'Account of Ada Lovelace' }));
  expect(chosen).not.toBe(before);
  expect([await faceColor(inList), await faceColor(inChat)]).toEqual([chosen, chosen]);
  const oneself = ada.getByTestId('participant-list').getByRole('listitem').filter({ hasText: 'Ada Lovelace' });
  expect(await faceColor(oneself)).toBe(chosen);
});

test('the host sets the timer, and lets everybody run it', async ({ openRoom }) => {
  const {
    pages: [ada, ben],
  } = await openRoom('Timer settings', ['Ada', 'Ben']);
  await ada.getByRole('button', { name: 'Room menu' }).click();
  await ada.getByRole('menuitem', { name: 'Start session' }).click();
  await ada.getByRole('button', { name: 'Timer settings' }).click();
  await ada.getByLabel('Focus, minutes').fill('0');
  await ada.getByRole('button', { name: 'Save' }).click();
  await expect(ada.getByText('Between 0.1 and 1440 minutes.')).toBeVisible();
  await ada.getByLabel('Focus, minutes').fill('50');
  await ada.getByRole('switch', { name: 'Everybody may run the timer' }).check();
  await ada.getByRole('button', { name: 'Save' }).click();
  await expect(ben.getByTestId('timer-display')).toHaveText('50:00');
  await ben.getByRole('button', { name: 'Start timer' }).click();
  await expect(ada.getByRole('button', { name: 'Pause timer' })).toBeVisible();
});

test('a conversation: links, edits, reactions, deletions, and what only looks like a link', async ({ openRoom }) => {
  const {
    pages: [ada, ben],
  } = await openRoom('Chat', ['Ada', 'Ben']);
  await say(ada, 'See https://example.org/a(b). And javascript:alert(1) <img src=x onerror=alert(1)>');
  const seen = ben.getByTestId('chat-messages').getByRole('article').first();
  const link = seen.getByRole('link');
  await expect(link).toHaveAttribute('href', 'https://example.org/a(b)');
  await expect(link).toHaveAttribute('rel', /noopener/);
  await expect(seen).toContainText('javascript:alert(1) <img src=x onerror=alert(1)>');
  await expect(seen.getByRole('link')).toHaveCount(1);
  await say(ada, 'Or www.example.org/notes, not www.nothing, me@www.example.org or javascript://www.example.org');
  const bare = ben.getByTestId('chat-messages').getByRole('article').nth(1).getByRole('link');
  await expect(bare).toHaveText('www.example.org/notes');
  await expect(bare).toHaveAttribute('href', 'https://www.example.org/notes');

  await ben.getByTestId('chat-input').pressSequentially('Than');
  await expect(ada.getByText('Ben is typing…')).toBeVisible();
  await ben.getByTestId('chat-input').fill('');
  await say(ben, 'Thanks');
  const thanks = ada.getByRole('article').filter({ hasText: 'Thanks' });
  await thanks.hover();
  await thanks.getByRole('button', { name: 'Message of Ben' }).click();
  await ada.getByRole('menuitem', { name: 'React with 🎉' }).click();
  await expect(ben.getByRole('button', { name: '🎉, 1' })).toBeVisible();
  await ben.getByRole('button', { name: '🎉, 1' }).click();
  await expect(ada.getByRole('button', { name: '🎉, 2' })).toBeVisible();

  const own = ben.getByRole('article').filter({ hasText: 'Thanks' });
  await own.hover();
  await own.getByRole('button', { name: 'Message of Ben' }).click();
  await ben.getByRole('menuitem', { name: 'Edit' }).click();
  await ben.getByRole('textbox', { name: 'Edit the message' }).fill('Thank you');
  await ben.keyboard.press('Enter');
  await expect(ada.getByRole('article').filter({ hasText: 'Thank you' })).toContainText('edited');
  const edited = ada.getByRole('article').filter({ hasText: 'Thank you' });
  await edited.hover();
  await edited.getByRole('button', { name: 'Message of Ben' }).click();
  await ada.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(ben.getByText('This message was deleted.')).toBeVisible();
});

test('what is half written is there again after another tab, and after a reload', async ({ openRoom }) => {
  const [page] = (await openRoom('Drafts', ['Ada'])).pages;
  await page.setViewportSize({ width: 390, height: 844 });
  const to = (panel: string) => page.getByRole('navigation').getByRole('button', { name: panel }).click();
  const editor = page.getByRole('textbox', { name: 'Edit the message' });
  await to('Goals');
  await page.getByTestId('goal-input').fill('Read chap');
  await to('Chat');
  await say(page, 'Helo');
  await page.getByRole('button', { name: 'Message of Ada' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await editor.fill('Hello, ev');
  await to('Goals');
  await expect(page.getByTestId('goal-input')).toHaveValue('Read chap');
  await page.getByTestId('goal-input').press('Enter');
  await to('Chat');
  await expect(editor).toHaveValue('Hello, ev');
  await expect(editor).not.toBeFocused();
  await page.reload();
  await to('Goals');
  await expect(page.getByTestId('goal-list')).toContainText('Read chap');
  await expect(page.getByTestId('goal-input')).toHaveValue('');
  await to('Chat');
  await expect(editor).toHaveValue('Hello, ev');
  await editor.press('Escape');
  await to('Goals');
  await to('Chat');
  await expect(page.getByTestId('chat-messages')).toContainText('Helo');
  await expect(editor).toHaveCount(0);
});

test('goals are added, done, edited, ordered and removed by anybody', async ({ openRoom }) => {
  const {
    pages: [ada, ben],
  } = await openRoom('Goals', ['Ada', 'Ben']);
  for (const title of ['One', 'Two', 'Three']) await addGoal(ada, title);
  const rows = ben.getByTestId('goal-list').getByRole('listitem');
  await expect(rows).toHaveText([/One/, /Two/, /Three/]);
  await ben.getByRole('checkbox', { name: 'Done: Two' }).check();
  await expect(ada.getByText('1 of 3 done')).toBeVisible();

  await ben.getByRole('button', { name: 'Move Three' }).focus();
  await ben.keyboard.press('ArrowUp');
  await ben.keyboard.press('ArrowUp');
  await expect(ada.getByTestId('goal-list').getByRole('listitem')).toHaveText([/Three/, /One/, /Two/]);
  await expect(ben.getByRole('button', { name: 'Move Three' })).toBeFocused();

  await rows.filter({ hasText: /^One/ }).hover();
  const handle = await ben.getByRole('button', { name: 'Move One' }).boundingBox();
  const last = await rows.filter({ hasText: 'Two' }).boundingBox();
  if (!handle || !last) throw new Error('The goals are not in view');
  await ben.mouse.move(handle.x + 10, handle.y + 10);
  await ben.mouse.down();
  await ben.mouse.move(handle.x + 10, last.y + last.height - 4, { steps: 4 });
  await ben.mouse.up();
  await expect(ada.getByTestId('goal-list').getByRole('listitem')).toHaveText([/Three/, /Two/, /One/]);

  await rows.filter({ hasText: /^One/ }).hover();
  await ben.getByRole('button', { name: 'Edit One' }).click();
  await ben.getByRole('textbox', { name: 'Goal', exact: true }).fill('First');
  await ben.getByRole('button', { name: 'Save' }).click();
  await expect(ada.getByTestId('goal-list')).toContainText('First');
  await rows.filter({ hasText: 'First' }).hover();
  await ben.getByRole('button', { name: 'Edit First' }).click();
  await ben.getByRole('button', { name: 'Remove First' }).click();
  await expect(ada.getByTestId('goal-list')).not.toContainText('First');
});

test('a goal is dragged through a list that is longer than its box, down and up', async ({ carrel, newPerson }) => {
  const { page } = await newPerson('Ada');
  const { session, link, host } = await hostedSession(carrel.url, 'Many goals', 60_000);
  for (let index = 1; index <= 30; index += 1) await session.send('goal:add', { title: `Goal ${index}.` });
  await join(page, link);
  await page.getByRole('tab', { name: 'Goals' }).click();
  const rows = page.getByTestId('goal-list').getByRole('listitem');
  await expect(rows).toHaveCount(30);
  const box = page.getByTestId('goal-list').locator('..');
  const { y, height } = (await box.boundingBox())!;
  const left = () => box.evaluate((one) => one.scrollHeight - one.clientHeight - one.scrollTop);
  const drag = async (title: string, toY: number) => {
    await rows.filter({ hasText: title }).hover();
    const handle = (await page.getByRole('button', { name: `Move ${title}`, exact: true }).boundingBox())!;
    await page.mouse.move(handle.x + 10, handle.y + 10);
    await page.mouse.down();
    await page.mouse.move(handle.x + 10, toY, { steps: 4 });
  };
  await drag('Goal 1.', y + height - 4);
  await expect.poll(left).toBeLessThan(1);
  await page.mouse.up();
  await expect(rows.last()).toContainText('Goal 1.');
  await drag('Goal 1.', y + 4);
  await expect.poll(() => box.evaluate((one) => one.scrollTop)).toBe(0);
  await page.mouse.up();
  await expect(rows.first()).toContainText('Goal 1.');
  host.client.close();
});

test('the door: locked, somebody knocks, is denied, asks again and is let in', async ({ openRoom, newPerson }) => {
  const {
    link,
    pages: [ada],
  } = await openRoom('Door', ['Ada']);
  const { page: ben } = await newPerson('Ben');
  await ada.getByRole('button', { name: 'Room menu' }).click();
  await ada.getByRole('menuitem', { name: 'Lock the room' }).click();
  await expect(ada.getByRole('img', { name: 'Locked' })).toBeVisible();
  await ben.goto(link);
  await ben.getByRole('button', { name: 'Join Session' }).click();
  await expect(ben.getByText('The host has been told that you are here')).toBeVisible();
  await ada.getByRole('button', { name: 'Do not let Ben in' }).click();
  await expect(ben.getByText('The host did not let you in this time.')).toBeVisible();
  await ben.getByRole('button', { name: 'Ask again' }).click();
  await ada.getByRole('button', { name: 'Let Ben in', exact: true }).click();
  await expect(ben.getByTestId('participant-list')).toContainText('2 participants');
});

test('the host’s powers: hands, roles, mute, remove and allow back', async ({ openRoom }) => {
  const {
    link,
    pages: [ada, ben],
  } = await openRoom('Powers', ['Ada', 'Ben']);
  await ben.getByRole('button', { name: 'Raise hand' }).click();
  await expect(ada.getByRole('img', { name: 'Hand raised' })).toBeVisible();
  await actOn(ada, 'Ben', 'Lower hand');
  await expect(ben.getByRole('button', { name: 'Raise hand' })).toBeVisible();
  await actOn(ada, 'Ben', 'Mute in chat');
  await expect(ben.getByText('A host has muted you in the chat.')).toBeVisible();
  await actOn(ada, 'Ben', 'Allow in chat');
  await expect(ben.getByTestId('chat-input')).toBeVisible();
  await actOn(ada, 'Ben', 'Make co-host');
  await expect(ben.getByTestId('participant-list')).toContainText('Co-host');
  await ben.getByRole('button', { name: 'Start timer' }).click();
  await expect(ada.getByRole('button', { name: 'Pause timer' })).toBeVisible();

  await actOn(ada, 'Ben', 'Remove');
  await ada.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(ben.getByText('A host has removed you from this session.')).toBeVisible();
  await ada.getByRole('tab', { name: 'People' }).click();
  await ada.getByRole('button', { name: 'Allow back: Ben' }).click();
  await join(ben, link);
  await expect(ada.getByTestId('participant-list')).toContainText('2 participants');
});

/** What the picture of somebody is filled with, in whatever shows them. */
const faceColor = (place: Locator): Promise<string> =>
  place.locator('[data-initials]').evaluate((face) => getComputedStyle(face).backgroundColor);
