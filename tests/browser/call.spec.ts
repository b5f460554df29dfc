import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './support/carrel-test.ts';
import { expectClean } from './support/expect-clean.ts';
import { createSession, join } from './support/story.ts';

const tile = (page: Page, name: string) => page.getByTestId('video-tile').filter({ hasText: name });

async function enterCall(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Join call' }).click();
  await expect(page.getByRole('button', { name: 'Leave call' })).toBeVisible();
}

/** That something is recorded just now; not that it was asked for. */
const recMark = (page: Page) => page.getByRole('button', { name: 'REC: the call is being recorded' });

async function switchInRoom(host: Page, name: string): Promise<void> {
  await host.getByRole('button', { name: 'Room menu' }).click();
  await host.getByRole('menuitem', { name: 'Room settings' }).click();
  await host.getByRole('switch', { name }).click();
  await host.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await expect(host.getByRole('dialog')).toBeHidden();
}

/** The picture moves: its time goes on, and it has a size. */
async function expectMoving(page: Page, name: string): Promise<void> {
  const video = tile(page, name).locator('video');
  const at = () => video.evaluate((one: HTMLVideoElement) => (one.videoWidth > 0 ? one.currentTime : 0));
  await expect.poll(at).toBeGreaterThan(0);
  const before = await at();
  await expect.poll(at).toBeGreaterThan(before);
}

/** The fake microphone beeps: between two beeps the level falls, and grows again. */
async function expectSound(page: Page, name: string): Promise<void> {
  const level = () =>
    tile(page, name).evaluate((one: HTMLElement) => Number(one.style.getPropertyValue('--level') || 0));
  await expect.poll(level, { intervals: [50] }).toBeGreaterThan(0.1);
}

test('two people see and hear each other, and each sees what the other switches', async ({ openAs }) => {
  const [ada, ben] = [await openAs('Ada'), await openAs('Ben')];
  await join(ben, await createSession(ada, 'Call'));
  await enterCall(ada);
  await enterCall(ben);
  for (const [page, other] of [
    [ada, 'Ben'],
    [ben, 'Ada'],
  ] as const) {
    await expect(page.getByTestId('video-tile')).toHaveCount(2);
    await expectMoving(page, other);
    await expectSound(page, other);
  }

  await ben.getByRole('button', { name: 'Mute microphone' }).click();
  await expect(tile(ada, 'Ben').getByRole('img', { name: 'Microphone off' })).toBeVisible();
  await ben.getByRole('button', { name: 'Turn on microphone' }).click();
  await expect(tile(ada, 'Ben').getByRole('img', { name: 'Microphone off' })).toBeHidden();

  await ben.getByRole('button', { name: 'Turn off camera' }).click();
  await expect(tile(ada, 'Ben').locator('video')).toBeHidden();
  await ben.getByRole('button', { name: 'Turn on camera' }).click();
  await expectMoving(ada, 'Ben');

  // The host mutes him; he may speak again by himself, and nobody else can make him.
  await tile(ada, 'Ben').hover();
  await ada.getByRole('button', { name: 'Call actions for Ben' }).click();
  await ada.getByRole('menuitem', { name: 'Silence' }).click();
  await expect(ben.getByText('Ada has muted you.')).toBeVisible();
  await expect(tile(ada, 'Ben').getByRole('img', { name: 'Microphone off' })).toBeVisible();
  await ben.getByRole('button', { name: 'Turn on microphone' }).click();
  await expectSound(ada, 'Ben');

  await ben.getByRole('button', { name: 'Leave call' }).click();
  await expect(ada.getByTestId('video-tile')).toHaveCount(1);
  await enterCall(ben);
  await expectMoving(ada, 'Ben');

  // Focus mode: while the work runs nobody is heard or seen, but by who leaves it; then all is as it was.
  await ada.keyboard.press('t');
  await switchInRoom(ada, 'Focus mode');
  await expect(tile(ada, 'Ben').locator('video')).toBeHidden();
  await expect(tile(ben, 'Ada').locator('video')).toBeHidden();
  await expect(tile(ben, 'Ada').getByRole('img', { name: 'Microphone off' })).toBeVisible();
  await ben.getByRole('button', { name: 'Leave focus for now' }).click();
  await expectMoving(ben, 'Ada');
  await expect(tile(ben, 'Ada').getByRole('img', { name: 'Microphone off' })).toBeVisible();
  await expect(tile(ada, 'Ben').getByRole('img', { name: 'Microphone off' })).toBeHidden();
  await expect(tile(ada, 'Ben').locator('video')).toBeHidden();
  await ada.keyboard.press('t');
  await expectMoving(ada, 'Ben');
  await expectSound(ben, 'Ada');

  // Voices only: the cameras go out, and stay out when the room takes them again.
  await switchInRoom(ada, 'Voices only');
  await expect(ben.getByText('Your camera was switched off')).toBeVisible();
  await expect(tile(ada, 'Ben').locator('video')).toBeHidden();
  await expect(ben.getByRole('button', { name: /camera/ })).toHaveCount(0);
  await switchInRoom(ada, 'Voices only');
  await expect(ben.getByRole('button', { name: 'Turn on camera' })).toBeVisible();
});

test('the media worker dies: sound and pictures are back within seconds, as they were, and the timer never blinks', async ({
  carrel,
  openRoom,
}) => {
  const {
    pages: [ada, ben],
  } = await openRoom('Call that is cut', ['Ada', 'Ben']);
  await ada.getByRole('button', { name: 'Start timer' }).click();
  for (const page of [ada, ben]) {
    await page.getByRole('tab', { name: 'Video' }).click();
    await enterCall(page);
  }
  await ben.getByRole('button', { name: 'Turn off camera' }).click();
  await expectMoving(ben, 'Ada');
  const before = await tile(ben, 'Ada')
    .locator('video')
    .evaluate((video: HTMLVideoElement) => (video.srcObject as MediaStream).id);

  const [worker] = readFileSync(`/proc/${carrel.pid}/task/${carrel.pid}/children`, 'utf8').trim().split(' ');
  process.kill(Number(worker), 'SIGKILL');
  const stream = () =>
    tile(ben, 'Ada')
      .locator('video')
      .evaluate((video: HTMLVideoElement) => (video.srcObject as MediaStream | null)?.id);
  await expect.poll(stream, { timeout: 5_000 }).not.toBe(before);
  await expectMoving(ben, 'Ada');
  await expectSound(ada, 'Ben');
  // What was off stays off.
  await expect(ben.getByRole('button', { name: 'Turn on camera' })).toBeVisible();
  await expect(ada.getByTestId('timer-phase').first()).toHaveText('Focus');
  await expect(ada.getByTestId('connection-status')).toHaveText('Connected');
});

test('a recording asks everybody, shows that it is on and who is in it, and is found with the session', async ({
  openRoom,
}) => {
  const {
    pages: [ada, ben],
  } = await openRoom('Call that is recorded', ['Ada', 'Ben']);
  // Only she is in the call: he sees and answers all the same.
  await enterCall(ada);
  await expectMoving(ada, 'Ada');
  await ada.keyboard.press('t');
  await ada.getByRole('button', { name: 'Record', exact: true }).click();
  await ada.getByRole('button', { name: 'Ask everybody' }).click();
  const question = ben.getByRole('region', { name: 'May you be recorded?' });
  await expect(question).toContainText('Ada would like to record the call.');
  await expectClean(ben);
  await question.getByRole('button', { name: 'Agree' }).click();
  for (const page of [ada, ben]) await expect(recMark(page)).toBeVisible();
  await recMark(ada).click();
  const inIt = ada.getByRole('dialog').getByRole('listitem');
  await expect(inIt).toHaveText(['Ada', 'Ben']);
  await expectClean(ada);
  await recMark(ben).click();
  await ben.getByRole('switch', { name: 'I may be in it' }).click();
  await ben.keyboard.press('Escape');
  await expect(inIt).toHaveText(['Ada']);
  await ada.getByRole('dialog').getByRole('button', { name: 'Stop recording' }).click();
  await expect(ben.getByText('The recording has ended.')).toBeVisible();
  for (const page of [ada, ben]) await expect(page.getByRole('button', { name: /REC/ })).toBeHidden();

  // What was recorded is found with the session by who took part; only its host can delete it.
  await ada.getByRole('button', { name: 'Room menu' }).click();
  await ada.getByRole('menuitem', { name: 'End session' }).click();
  await ada.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
  const recordings = ben.getByRole('region', { name: 'Recordings' });
  await recordings.getByRole('button', { name: /^Play/ }).click({ timeout: 30_000 });
  const film = recordings.getByLabel(/^Player: /);
  await expect.poll(() => film.evaluate((media: HTMLMediaElement) => media.currentTime)).toBeGreaterThan(0);
  await expectClean(ben);
  await expect(recordings.getByRole('button', { name: /^Delete/ })).toHaveCount(0);
  await ada.getByRole('button', { name: /^Delete the recording/ }).click();
  await ada.getByRole('dialog').getByRole('button', { name: 'Delete the recording' }).click();
  await expect(ada.getByRole('region', { name: 'Recordings' })).toBeHidden();
});
