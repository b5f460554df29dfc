import { expect, type Locator, type Page } from '@playwright/test';

export const tileOf = (page: Page, name: string) => page.getByTestId('video-tile').filter({ hasText: name });
export const screenOf = (page: Page, name: string) => page.getByTestId('screen-tile').filter({ hasText: name });

/** That something is recorded just now; not that it was asked for. */
export const recMark = (page: Page) => page.getByRole('button', { name: 'REC: the call is being recorded' });

/** Works on a page that shows something else as well: the call comes on the stage. */
export async function enterCall(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Join call' }).click();
  await expect(page.getByRole('button', { name: 'Leave call' })).toBeVisible();
}

/** How many pictures were shown. Its time goes on without any. */
export const shownIn = (tile: Locator): Promise<number> =>
  tile.locator('video').evaluate((one: HTMLVideoElement) => one.getVideoPlaybackQuality().totalVideoFrames);

/** More pictures come. */
export async function expectMoving(tile: Locator): Promise<void> {
  const before = await shownIn(tile);
  await expect.poll(() => shownIn(tile)).toBeGreaterThan(before + 2);
}

/** It moves again, as soon as the way has been mended or built anew. */
export const expectComesBack = (tile: Locator): Promise<void> =>
  expect(() => expectMoving(tile)).toPass({ timeout: 30_000, intervals: [100] });

/** The fake microphone beeps, for a moment each: who looks from outside the page may miss them all. */
export async function expectSound(tile: Locator): Promise<void> {
  const heard = tile.evaluate(
    (one: HTMLElement) =>
      new Promise<boolean>((resolve) => {
        const until = performance.now() + 10_000;
        const timer = setInterval(() => {
          const loud = Number(one.style.getPropertyValue('--level')) > 0.1;
          if (!loud && performance.now() < until) return;
          clearInterval(timer);
          resolve(loud);
        }, 20);
      }),
  );
  expect(await heard).toBe(true);
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
