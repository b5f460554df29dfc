import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './support/carrel-test.ts';
import { expectClean } from './support/expect-clean.ts';

const notesOf = (page: Page) => page.getByTestId('notes-editor');
const canvasOf = (page: Page) => page.getByTestId('whiteboard').locator('canvas.interactive');
const outlineOf = (page: Page) => page.getByRole('list', { name: 'What is on the board' });
const saved = (page: Page) => expect(page.getByTestId('saved-status')).toHaveText('Saved');

async function onStage(page: Page, view: 'Focus' | 'Notes' | 'Board'): Promise<void> {
  await page.getByRole('tab', { name: view }).click();
  if (view === 'Notes') await notesOf(page).waitFor();
  if (view === 'Board') await canvasOf(page).waitFor();
}

/** With one of Excalidraw's tools, by its key. */
async function draw(page: Page, key: string, x: number, y: number): Promise<void> {
  const box = await canvasOf(page).boundingBox();
  if (!box) throw new Error('There is no canvas');
  await page.getByTestId('whiteboard').locator('.excalidraw').focus();
  await page.keyboard.press(key);
  await page.mouse.move(box.x + x, box.y + y);
  await page.mouse.down();
  await page.mouse.move(box.x + x + 50, box.y + y + 30);
  await page.mouse.move(box.x + x + 90, box.y + y + 60);
  await page.mouse.up();
}

test('two people write and draw; one goes away, goes on, and comes back; a reload has everything', async ({
  openRoom,
}) => {
  const {
    pages: [ada, ben],
  } = await openRoom('Chapter three', ['Ada', 'Ben']);
  await onStage(ada, 'Notes');
  await onStage(ben, 'Notes');
  await notesOf(ada).click();
  await ada.keyboard.type('# Operators\nSee https://example.org/ first');
  await expect(notesOf(ben).getByRole('heading', { name: 'Operators' })).toBeVisible();
  await expect(notesOf(ben).getByText('Ada', { exact: true })).toBeVisible();
  await expectClean(ben);

  await onStage(ada, 'Board');
  await onStage(ben, 'Board');
  await draw(ada, 'r', 150, 200);
  await expect(outlineOf(ben)).toContainText('Rectangle');
  await draw(ben, 'o', 320, 200);
  await expect(outlineOf(ada)).toContainText('Ellipse');
  await expectClean(ada);

  await ben.context().setOffline(true);
  await draw(ben, 'd', 150, 320);
  await onStage(ben, 'Notes');
  await notesOf(ben).getByRole('heading').click();
  await ben.keyboard.press('End');
  await ben.keyboard.type(' in exile');
  await onStage(ada, 'Notes');
  await notesOf(ada).getByText('first').click();
  await ada.keyboard.press('End');
  await ada.keyboard.type(' of all');
  await expect(ben.getByTestId('saved-status')).toHaveText('Offline, kept here');
  await saved(ada);
  await expect(notesOf(ada)).not.toContainText('exile');
  await ben.context().setOffline(false);
  for (const page of [ada, ben]) {
    // The name at the other's caret is in it as well.
    await expect(notesOf(page).getByRole('heading')).toContainText('Operators in exile');
    await expect(notesOf(page)).toContainText('first of all');
    await saved(page);
  }
  await onStage(ada, 'Board');
  await expect(outlineOf(ada)).toContainText('Diamond');
  for (const [kind, start] of [
    ['PNG', '\u0089PNG'],
    ['SVG', '<svg'],
    ['.excalidraw', '{'],
  ] as const) {
    await ada.getByTestId('main-menu-trigger').click();
    const downloading = ada.waitForEvent('download');
    await ada.getByText(`Export ${kind}`).click();
    expect((await readFile(await (await downloading).path(), 'latin1')).slice(0, start.length)).toBe(start);
  }

  await ben.reload();
  await expect(notesOf(ben).getByRole('heading')).toContainText('Operators in exile');
  await expect(notesOf(ben)).toContainText('first of all');
  await onStage(ben, 'Board');
  await expect(outlineOf(ben).getByRole('listitem')).toHaveText(['Rectangle', 'Ellipse', 'Diamond']);
});

test('notes are imported and exported, and gone back to as they were', async ({ openRoom }) => {
  const {
    pages: [ada, ben],
  } = await openRoom('History', ['Ada', 'Ben']);
  await ada.getByRole('button', { name: 'Timer settings' }).click();
  await ada.getByLabel('Focus, minutes').fill('0.1');
  await ada.getByRole('button', { name: 'Save' }).click();
  await onStage(ada, 'Notes');
  await ada.getByTestId('notes-import').setInputFiles({
    name: 'plan.md',
    mimeType: 'text/markdown',
    buffer: Buffer.from('## Plan\n\n- [x] read\n- [ ] write\n'),
  });
  await expect(notesOf(ada).getByRole('checkbox', { name: 'Done: read' })).toBeChecked();
  await ada.keyboard.press('t');
  // A phase that ends keeps a version.
  await expect(ada.getByTestId('timer-phase')).toHaveText('Short break');
  await notesOf(ada).getByRole('heading').click();
  await ada.keyboard.press('ControlOrMeta+a');
  await ada.keyboard.type('Gone');
  await saved(ada);

  const menu = async (item: string) => {
    await ada.getByRole('button', { name: 'File and history' }).click();
    await ada.getByRole('menuitem', { name: item }).click();
  };
  await menu('History');
  const history = ada.getByRole('dialog', { name: 'History of the notes' });
  await expect(history.getByRole('heading', { name: 'Plan' })).toBeVisible();
  await expect(history.getByRole('list', { name: 'Versions' })).toContainText('Ada');
  await expectClean(ada);
  await history.getByRole('button', { name: 'Go back to this' }).click();
  await ada
    .getByRole('dialog', { name: /Go back to how it was/ })
    .getByRole('button', { name: 'Go back to this' })
    .click();
  await expect(notesOf(ada).getByRole('heading', { name: 'Plan' })).toBeVisible();
  await expect(notesOf(ada)).not.toContainText('Gone');

  await onStage(ben, 'Notes');
  await expect(notesOf(ben)).toHaveAttribute('contenteditable', 'true');
  await menu('Let only hosts write');
  await expect(notesOf(ben)).toHaveAttribute('contenteditable', 'false');
  await expect(ben.getByText('Only hosts write here just now.')).toBeVisible();
  await expectClean(ben);

  const downloading = ada.waitForEvent('download');
  await menu('Export Markdown');
  const file = await (await downloading).path();
  expect(await readFile(file, 'utf8')).toBe('## Plan\n\n- [x] read\n- [ ] write');
});
