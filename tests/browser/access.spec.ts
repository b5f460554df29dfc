import type { Page } from '@playwright/test';
import { expect, test } from './support/carrel-test.ts';
import { expectClean } from './support/expect-clean.ts';
import { addGoal, createSession, join, say } from './support/story.ts';

test('coming in', async ({ carrel, browser }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(carrel.url);
  await page.getByRole('button', { name: 'Continue as guest' }).click();
  await expectClean(page);
  await page.getByText('Register', { exact: true }).click();
  await page.getByRole('button', { name: 'Register' }).click();
  await expectClean(page);
  await page.context().close();
});

test('sessions, their dialogs, the profile', async ({ carrel, openAs }) => {
  const page = await openAs('Ada');
  await expectClean(page);
  await page.getByRole('button', { name: 'Create Session' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expectClean(page);
  await dialog.getByRole('button', { name: 'Next: settings' }).click();
  await expectClean(page);
  await dialog.getByRole('button', { name: 'Next: people' }).click();
  await expectClean(page);
  await page.keyboard.press('Escape');
  await createSession(page, 'Something to look at');
  await page.goto(`${carrel.url}/study-sessions`);
  await page.getByRole('button', { name: 'Filters' }).click();
  await expectClean(page);
  await page.goto(`${carrel.url}/profile`);
  await page.getByRole('heading', { name: 'Appearance' }).waitFor();
  await expectClean(page);
  await page.goto(`${carrel.url}/study-sessions/11111111-1111-4111-8111-111111111111`);
  await page.getByRole('heading', { name: 'There is no such session' }).waitFor();
  await expectClean(page);
});

test('the room and its panels', async ({ openRoom }) => {
  const {
    pages: [page, ben],
  } = await openRoom('A room to look at', ['Ada', 'Ben']);
  await expectClean(page);
  await page.getByRole('button', { name: 'Start timer' }).click();
  await say(ben, 'Hello https://example.org');
  await addGoal(page, 'One');
  await page.getByRole('checkbox', { name: 'Done: One' }).check();
  await expectClean(page);
  for (const tab of ['Goals', 'People']) {
    await page.getByRole('tab', { name: tab }).click();
    await expectClean(page);
  }
});

/** What one presses here that is smaller than a finger, with what its ::after adds to it. */
const smallTargets = (page: Page): Promise<string[]> =>
  page.locator('button, [role="tab"], input[type="checkbox"]:not([role="switch"])').evaluateAll((all) =>
    all
      .filter((one) => one.checkVisibility())
      .map((one) => {
        const { width, height } = one.getBoundingClientRect();
        const after = getComputedStyle(one, '::after');
        const added = (size: string) => (after.content === 'none' ? 0 : Number.parseFloat(size) || 0);
        return { one, across: Math.max(width, added(after.width)), down: Math.max(height, added(after.height)) };
      })
      // Where a label is pressed, what it stands for has no size.
      .filter(({ across, down }) => across > 0 && (across < 43.9 || down < 43.9))
      .map(({ one, across, down }) => `${one.getAttribute('aria-label') ?? one.textContent}: ${across} × ${down}`),
  );

test('on a phone nothing in the room that one presses is smaller than a finger', async ({ openRoom }) => {
  const [page] = (await openRoom('Fingers', ['Ada'])).pages;
  await page.setViewportSize({ width: 390, height: 844 });
  const to = (panel: string) => page.getByRole('navigation').getByRole('button', { name: panel }).click();
  expect(await smallTargets(page)).toEqual([]);
  for (const view of ['Notes', 'Video']) {
    await page.getByRole('tab', { name: view }).click();
    await page.getByRole('button', { name: view === 'Notes' ? 'Bold' : 'Join call' }).waitFor();
    expect(await smallTargets(page)).toEqual([]);
  }
  await to('Chat');
  await say(page, 'Hello');
  await page.getByRole('button', { name: 'Message of Ada' }).click();
  await page.getByRole('menuitem', { name: 'React with 🎉' }).click();
  await page.getByRole('button', { name: '🎉, 1' }).waitFor();
  expect(await smallTargets(page)).toEqual([]);
  await page.getByRole('button', { name: 'Message of Ada' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  expect(await smallTargets(page)).toEqual([]);
  await to('Goals');
  await addGoal(page, 'One');
  expect(await smallTargets(page)).toEqual([]);
  // Beside the box, and on the words.
  const box = (await page.getByRole('checkbox', { name: 'Done: One' }).boundingBox())!;
  await page.mouse.click(box.x - 6, box.y - 6);
  await expect(page.getByRole('checkbox', { name: 'Done: One' })).toBeChecked();
  await page.getByText('One', { exact: true }).click();
  await expect(page.getByRole('checkbox', { name: 'Done: One' })).not.toBeChecked();
  await page.getByRole('button', { name: 'Edit One' }).click();
  expect(await smallTargets(page)).toEqual([]);
  for (const panel of ['People', 'More']) {
    await to(panel);
    expect(await smallTargets(page)).toEqual([]);
  }
  for (const dialog of ['Invite', 'Room settings', 'Keyboard shortcuts']) {
    await page.getByRole('button', { name: dialog }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).waitFor();
    expect(await smallTargets(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }
});

test('every menu, open', async ({ carrel, openRoom }) => {
  const {
    pages: [page],
  } = await openRoom('Menus to look at', ['Ada', 'Ben']);
  // Wide enough for two views.
  await page.setViewportSize({ width: 1440, height: 900 });
  const look = async (button: string) => {
    await page.getByRole('button', { name: button, exact: true }).first().click();
    await expect(page.getByRole('menu').locator(':focus')).toBeAttached();
    await expectClean(page);
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'hidden' });
  };
  await say(page, 'Hello');
  await page.getByRole('article').hover();
  for (const button of ['Message of Ada', 'Actions for Ben', 'Room menu', 'Beside it: Notes']) await look(button);
  await page.getByRole('tab', { name: 'Notes' }).click();
  for (const button of ['Text style', 'File and history']) await look(button);
  await page.getByRole('button', { name: 'Table' }).click();
  await expect(page.getByTestId('notes-editor')).toBeFocused();
  // Headings without words are for whoever writes them to mend.
  for (const key of ['W', 'Tab', 'h', 'Tab', 'o']) await page.keyboard.press(key);
  await look('Table');
  await page.getByRole('button', { name: 'Join call' }).click();
  await look('More of the call');
  await page.goto(`${carrel.url}/study-sessions`);
  for (const button of ['More about Menus to look at', 'Account of Ada']) await look(button);
});

test('the dialogs of the room', async ({ openRoom }) => {
  const [page] = (await openRoom('Dialogs', ['Ada'])).pages;
  for (const button of ['Invite', 'Timer settings', 'Bell and notices']) {
    await page.getByRole('button', { name: button, exact: true }).click();
    await page.getByRole('dialog').waitFor();
    await expectClean(page);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }
  await page.getByRole('button', { name: 'Room menu' }).click();
  await page.getByRole('menuitem', { name: 'Room settings' }).click();
  await expectClean(page);
});

test('the door of the room, a cut, and the end', async ({ openRoom, newPerson }) => {
  const {
    link,
    pages: [page],
  } = await openRoom('A door to look at', ['Ada']);
  const { page: ben } = await newPerson('Ben');
  await ben.goto(link);
  await ben.getByRole('button', { name: 'Join Session' }).waitFor();
  await expectClean(ben);
  await join(ben, link);
  await ben.context().setOffline(true);
  await ben.getByText('You are offline.').waitFor();
  await expectClean(ben);
  await page.getByRole('button', { name: 'Room menu' }).click();
  await page.getByRole('menuitem', { name: 'End session' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
  await page.getByRole('heading', { name: 'Well studied' }).waitFor();
  await expectClean(page);
});
