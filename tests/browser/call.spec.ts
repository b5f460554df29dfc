import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { endTrack, enterCall, expectMoving, expectSound, screenOf, streamOf, tileOf } from './support/calls.ts';
import { expect, test } from './support/carrel-test.ts';
import { expectClean } from './support/expect-clean.ts';
import { tab } from './support/scene.ts';

async function switchInRoom(host: Page, name: string): Promise<void> {
  await host.getByRole('button', { name: 'Room menu' }).click();
  await host.getByRole('menuitem', { name: 'Room settings' }).click();
  await host.getByRole('switch', { name }).click();
  await host.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await expect(host.getByRole('dialog')).toBeHidden();
}

test('two people see and hear each other, and each sees what the other switches, shares and plugs', async ({
  openRoom,
}) => {
  const {
    pages: [ada, ben],
  } = await openRoom('Call', ['Ada', 'Ben']);
  await enterCall(ada);
  const answers = await answersTo(ben);
  await holdBackSound(ben);
  await enterCall(ben);
  const blocked = ben.getByRole('button', { name: 'Turn on sound' });
  await expect(blocked).toBeVisible();
  await letSoundGo(ben);
  await blocked.click();
  await expect(blocked).toBeHidden();
  const [adas, bens] = [tileOf(ben, 'Ada'), tileOf(ada, 'Ben')];
  for (const tile of [adas, bens]) {
    await expectMoving(tile);
    await expectSound(tile);
  }
  // Silence costs nothing, and a packet that is lost is heard in the next one.
  expect(await answers('audio')).toMatch(/^a=fmtp:\d+ usedtx=1;useinbandfec=1$/m);

  const isMuted = bens.getByRole('img', { name: 'Microphone off' });
  await ben.getByRole('button', { name: 'Mute microphone' }).click();
  await expect(isMuted).toBeVisible();
  // Held, the space bar talks, and does not press what was clicked; for who goes by keys it does.
  await ben.keyboard.down('Space');
  await expect(isMuted).toBeHidden();
  await ben.keyboard.up('Space');
  await expect(isMuted).toBeVisible();
  await expect(ben.getByRole('button', { name: 'Turn on microphone' })).toBeFocused();
  await ben.keyboard.press('Shift');
  await ben.keyboard.press('Space');
  await expect(isMuted).toBeHidden();

  await ben.getByRole('button', { name: 'Turn off camera' }).click();
  await expect(bens.locator('video')).toBeHidden();
  await ben.getByRole('button', { name: 'Turn on camera' }).click();
  await expectMoving(bens);

  // In a window of its own the picture goes on, whatever the page shows.
  await bens.hover();
  await ada.getByRole('button', { name: 'In a window of its own: Ben' }).click();
  await tab(ada, 'Focus');
  await expect(bens).toBeHidden();
  await expectMoving(bens);
  await tab(ada, 'Video');
  await ada.evaluate(() => document.exitPictureInPicture());

  // The host mutes him; he may speak again by himself, and nobody else can make him.
  await bens.hover();
  await ada.getByRole('button', { name: 'Call actions for Ben' }).click();
  await expectClean(ada);
  await ada.getByRole('menuitem', { name: 'Silence' }).click();
  await expect(ben.getByText('Ada has muted you.')).toBeVisible();
  await expect(isMuted).toBeVisible();
  await ben.getByRole('button', { name: 'Turn on microphone' }).click();
  await expectSound(bens);

  // Another camera, and another microphone: what is received stays the same, and goes on.
  const received = await streamOf(bens);
  await ben.getByRole('button', { name: 'More of the call' }).click();
  await ben.getByRole('menuitem', { name: 'Devices and sound' }).click();
  await ben.getByLabel('Camera', { exact: true }).selectOption('fake_device_2');
  await ben.getByLabel('Microphone', { exact: true }).selectOption('Fake Audio Input 1');
  await expectClean(ben);
  await ben.keyboard.press('Escape');
  await expect.poll(() => cameraOf(ben, 'Ben')).toBe('fake_device_2');
  await expectMoving(bens);
  await expectSound(bens);
  // Unplugged: another one takes its place.
  await endTrack(tileOf(ben, 'Ben'));
  await expect(ben.getByText('Your camera is gone. Another one goes on in its place.')).toBeVisible();
  await expectMoving(bens);
  expect(await streamOf(bens)).toBe(received);

  await ben.getByRole('button', { name: 'Leave call' }).click();
  await expect(ada.getByTestId('video-tile')).toHaveCount(1);
  await expectClean(ben);
  await enterCall(ben);
  await expectMoving(bens);

  // Focus mode: while the work runs nobody is heard or seen, but by who leaves it; then all is as it was.
  await ada.keyboard.press('t');
  await switchInRoom(ada, 'Focus mode');
  await expect(tileOf(ada, 'Ben').locator('video')).toBeHidden();
  await expect(tileOf(ben, 'Ada').locator('video')).toBeHidden();
  await expect(tileOf(ben, 'Ada').getByRole('img', { name: 'Microphone off' })).toBeVisible();
  await expectClean(ben);
  await ben.getByRole('button', { name: 'Leave focus for now' }).click();
  await expectMoving(tileOf(ben, 'Ada'));
  await expect(tileOf(ben, 'Ada').getByRole('img', { name: 'Microphone off' })).toBeVisible();
  await expect(tileOf(ada, 'Ben').getByRole('img', { name: 'Microphone off' })).toBeHidden();
  await expect(tileOf(ada, 'Ben').locator('video')).toBeHidden();
  await ada.keyboard.press('t');
  await expectMoving(tileOf(ada, 'Ben'));
  await expectSound(tileOf(ben, 'Ada'));

  // Voices only: the cameras go out, and stay out when the room takes them again.
  await switchInRoom(ada, 'Voices only');
  await expect(ben.getByText('Your camera was switched off')).toBeVisible();
  await expect(tileOf(ada, 'Ben').locator('video')).toBeHidden();
  await expect(ben.getByRole('button', { name: /camera/ })).toHaveCount(0);
  await switchInRoom(ada, 'Voices only');
  await expect(ben.getByRole('button', { name: 'Turn on camera' })).toBeVisible();
});

test('four people: every tile moves and is heard, screens come and go, and a dead worker costs seconds, never the timer', async ({
  carrel,
  openRoom,
}) => {
  // Four pages code and decode sixteen pictures.
  test.slow();
  const names = ['Ada', 'Ben', 'Cleo', 'Dan'] as const;
  const { pages } = await openRoom('Call of four', names);
  const [ada, ben, cleo, dan] = pages;
  const seen = pages.flatMap((page, index) =>
    names.filter((_, other) => other !== index).map((name) => tileOf(page, name)),
  );
  await ada.getByRole('button', { name: 'Start timer' }).click();
  for (const page of pages) await enterCall(page);
  for (const page of pages) await expect(page.getByTestId('video-tile')).toHaveCount(4);
  await Promise.all(seen.map(expectMoving));
  await Promise.all(seen.map(expectSound));

  await ben.getByRole('button', { name: 'Share screen' }).click();
  const others = [ada, cleo, dan];
  for (const page of others) await expectMoving(screenOf(page, 'Ben'));
  const [large, small] = [await screenOf(cleo, 'Ben').boundingBox(), await tileOf(cleo, 'Dan').boundingBox()];
  expect(large!.width).toBeGreaterThan(2 * small!.width);
  await ben.getByRole('button', { name: 'Stop sharing' }).click();
  for (const page of others) await expect(screenOf(page, 'Ben')).toBeHidden();
  await ben.getByRole('button', { name: 'Share screen' }).click();
  await expectMoving(screenOf(cleo, 'Ben'));
  // From the browser's own bar.
  await endTrack(screenOf(ben, 'Ben'));
  for (const page of pages) await expect(screenOf(page, 'Ben')).toBeHidden();
  await expect(ben.getByRole('button', { name: 'Share screen' })).toBeVisible();

  await dan.getByRole('button', { name: 'Turn off camera' }).click();
  await dan.getByRole('button', { name: 'Mute microphone' }).click();
  for (const page of [ada, ben, cleo]) await expect(tileOf(page, 'Dan').locator('video')).toBeHidden();
  const showing = pages.map((page, index) => tileOf(page, names[index === 0 ? 1 : 0]));
  const before = await Promise.all(showing.map(streamOf));
  const timers = await Promise.all(pages.map(watchTimer));
  const [worker] = readFileSync(`/proc/${carrel.pid}/task/${carrel.pid}/children`, 'utf8').trim().split(' ');
  process.kill(Number(worker), 'SIGKILL');
  await Promise.all(
    showing.map((tile, index) => expect.poll(() => streamOf(tile), { timeout: 5_000 }).not.toBe(before[index])),
  );
  await Promise.all(showing.map(expectMoving));
  await Promise.all(showing.map(expectSound));
  // What was off stays off.
  await expect(dan.getByRole('button', { name: 'Turn on camera' })).toBeVisible();
  await expect(tileOf(ada, 'Dan').getByRole('img', { name: 'Microphone off' })).toBeVisible();
  for (const blinked of timers) expect(await blinked()).toEqual([]);
  for (const page of pages) await expect(page.getByTestId('connection-status')).toHaveText('Connected');

  // Everybody else is muted, and told by whom; who was muted anyway is not.
  await ada.getByRole('button', { name: 'More of the call' }).click();
  await ada.getByRole('menuitem', { name: 'Silence everybody' }).click();
  for (const page of [ben, cleo]) {
    await expect(page.getByText('Ada has muted you.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Turn on microphone' })).toBeVisible();
  }
  for (const name of ['Ben', 'Cleo']) {
    await expect(tileOf(dan, name).getByRole('img', { name: 'Microphone off' })).toBeVisible();
    await expectMoving(tileOf(dan, name));
  }
  await expectSound(tileOf(dan, 'Ada'));
  await expect(dan.getByText('Ada has muted you.')).toHaveCount(0);
});

test('whoever has neither microphone nor camera is seen to be in the call, and sees who is', async ({ openRoom }) => {
  const {
    pages: [ada, ben],
  } = await openRoom('Call without devices', ['Ada', 'Ben']);
  for (const page of [ada, ben]) {
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'));
    });
    await enterCall(page);
  }
  await expect(tileOf(ada, 'Ben').getByRole('img', { name: 'Microphone off' })).toBeVisible();
  await expect(tileOf(ben, 'Ada')).toHaveAttribute('data-user-id', /.+/);
  await expect(ada.getByText('Nobody else is in the call yet.')).toBeHidden();
  await expectClean(ada);
  // A second tab of the same person is the same person.
  const tab = await ben.context().newPage();
  await tab.goto(ben.url());
  await enterCall(tab);
  await expect(tileOf(tab, 'Ada')).toBeVisible();
  await expect(ada.getByTestId('video-tile')).toHaveCount(2);
  await tab.close();
  await ben.getByRole('button', { name: 'Leave call' }).click();
  await expect(ada.getByTestId('video-tile')).toHaveCount(1);
  await expect(ada.getByText('Nobody else is in the call yet.')).toBeVisible();
});

/** As a browser does on a page that nobody has touched. */
async function holdBackSound(page: Page): Promise<void> {
  await page.evaluate(() => {
    HTMLAudioElement.prototype.play = () => Promise.reject(new DOMException('', 'NotAllowedError'));
  });
}
const letSoundGo = (page: Page) => page.evaluate(() => Reflect.deleteProperty(HTMLAudioElement.prototype, 'play'));

/** What the server answers, from now on, to what the page offers to send of a kind. */
async function answersTo(page: Page): Promise<(kind: string) => Promise<string>> {
  const made = await page.evaluateHandle(() => {
    const connections: RTCPeerConnection[] = [];
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        connections.push(this);
      }
    };
    return connections;
  });
  return (kind) =>
    made.evaluate((connections, wanted) => {
      const answered = connections.flatMap(({ remoteDescription }) =>
        remoteDescription?.type === 'answer' ? remoteDescription.sdp.replaceAll('\r', '').split(/^(?=m=)/m) : [],
      );
      return answered.filter((section) => section.startsWith(`m=${wanted} `)).join('');
    }, kind);
}

/** The name of the camera that somebody sees themselves with. */
const cameraOf = (page: Page, name: string) =>
  tileOf(page, name)
    .locator('video')
    .evaluate((video: HTMLVideoElement) => (video.srcObject as MediaStream).getVideoTracks()[0]?.label);

/** Answers what the timer has shown since that was no time of the phase it was in. */
async function watchTimer(page: Page): Promise<() => Promise<string[]>> {
  const timer = page.getByTestId('timer-display').first();
  const odd = await timer.evaluateHandle((element) => {
    const found: string[] = [];
    new MutationObserver(() => {
      const shown = element.textContent ?? '';
      if (!element.isConnected || !/^2[345]:\d\d$/.test(shown)) found.push(shown);
    }).observe(element.ownerDocument.body, { subtree: true, childList: true, characterData: true });
    return found;
  });
  return () => odd.jsonValue();
}
