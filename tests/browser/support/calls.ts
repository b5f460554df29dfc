import { expect, type Locator, type Page } from '@playwright/test';

export const tileOf = (page: Page, name: string) => page.getByTestId('video-tile').filter({ hasText: name });
export const screenOf = (page: Page, name: string) => page.getByTestId('screen-tile').filter({ hasText: name });

/** Works on a page that shows something else as well: the call comes on the stage. */
export async function enterCall(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Join call' }).click();
  await expect(page.getByRole('button', { name: 'Leave call' })).toBeVisible();
}

/** The picture moves: its time goes on, and it has a size. */
export async function expectMoving(tile: Locator): Promise<void> {
  const video = tile.locator('video');
  const at = () => video.evaluate((one: HTMLVideoElement) => (one.videoWidth > 0 ? one.currentTime : 0));
  await expect.poll(at).toBeGreaterThan(0);
  const before = await at();
  await expect.poll(at).toBeGreaterThan(before + 0.5);
}

/** The fake microphone beeps: between two beeps the level falls, and grows again. */
export async function expectSound(tile: Locator): Promise<void> {
  const level = () => tile.evaluate((one: HTMLElement) => Number(one.style.getPropertyValue('--level') || 0));
  await expect.poll(level, { intervals: [50] }).toBeGreaterThan(0.1);
}

/** Names what is received: another one after a rebuild. */
export const streamOf = (tile: Locator): Promise<string | undefined> =>
  tile.locator('video').evaluate((video: HTMLVideoElement) => (video.srcObject as MediaStream | null)?.id);

/** What the browser does when a device is unplugged, or sharing is ended from its own bar: it stops the track and says so. */
export const endTrack = (ownTile: Locator): Promise<void> =>
  ownTile.locator('video').evaluate((video: HTMLVideoElement) => {
    const [track] = (video.srcObject as MediaStream).getVideoTracks();
    track!.stop();
    track!.dispatchEvent(new Event('ended'));
  });
