import type { Page } from '@playwright/test';
import { userId, type UserId } from '../../../server/protocol/ids.ts';
import type { Settings } from '../../../server/protocol/room.ts';
import type { SessionHandle } from '../../../client/sdk/index.ts';
import { microphone } from '../../bench/support/rtp.ts';
import { screenOf, tileOf } from './calls.ts';
import { guest } from './crowd.ts';
import { comeIn, createdBy, longName, longTitle, tab, type Scene } from './scene.ts';

const title = 'Linear algebra, chapter 3';

interface Cast {
  readonly title?: string;
  readonly settings?: Partial<Settings>;
  /** Who shows a camera: each has a page of their own. */
  readonly cameras?: readonly string[];
  /** Who is heard only: they need no page. Every other one is muted. */
  readonly voices?: readonly string[];
  /** Who neither shows nor says anything. */
  readonly silent?: readonly string[];
  readonly me?: string;
}
interface InCall {
  readonly host: SessionHandle;
  /** Of those with a camera, in their order. */
  readonly others: readonly Page[];
}

/** A call that the page comes into. It has a session of its own, whose others are gone with the page. */
function inCall(cast: Cast, then: (page: Page, call: InCall) => Promise<void> = async () => {}): Scene {
  return async (url) => async (page) => {
    const call = await openCall(page, url, cast);
    await enter(page, cast.me ?? 'Ada Lovelace');
    await then(page, call);
  };
}

/** Everybody but the page, which stands before the room's door. */
async function openCall(
  page: Page,
  url: string,
  { cameras = [], voices = [], silent = [], settings = {}, ...cast }: Cast,
) {
  const leader = await guest(url, 'Grace Hopper');
  const { id, inviteLink, secret } = await createdBy(leader, {
    title: cast.title ?? title,
    maxParticipants: 50,
    settings,
  });
  const host = await leader.enter(id);
  await host.send('session:start', {});
  for (const [index, name] of voices.entries()) {
    const session = await (await guest(url, name)).enter(id, secret);
    await sitIn(session, { ssrc: index + 1, paused: index % 2 === 1 });
  }
  for (const name of silent) {
    const session = await (await guest(url, name)).enter(id, secret);
    await session.callLine.seat.getSnapshot()!.ask('media:join', {});
  }
  const others = await Promise.all(
    cameras.map(async (name) => {
      const other = await anotherPage(page);
      await other.goto(inviteLink);
      await enter(other, name);
      return other;
    }),
  );
  await page.goto(inviteLink);
  return { host, others };
}

/** In a window of its own, small, so that little is coded for it; gone with the page. */
async function anotherPage(page: Page): Promise<Page> {
  const context = await page
    .context()
    .browser()!
    .newContext({ viewport: { width: 640, height: 480 } });
  page.once('close', () => void context.close());
  return context.newPage();
}

async function enter(page: Page, name: string): Promise<void> {
  await goIn(page, name);
  await page.getByRole('button', { name: 'Join call' }).click();
  await page.getByRole('button', { name: 'Leave call' }).waitFor();
  // The dock has come up under it.
  await page.mouse.move(0, 0);
}

async function goIn(page: Page, name: string): Promise<void> {
  await comeIn(page, name);
  await page.getByRole('button', { name: 'Join Session' }).click();
  await tab(page, 'Video');
}

/** In the call with a microphone that sends no packet. */
async function sitIn({ callLine }: SessionHandle, { ssrc, paused }: { ssrc: number; paused: boolean }): Promise<void> {
  const seat = callLine.seat.getSnapshot()!;
  await seat.ask('media:join', {});
  const transport = await seat.ask('media:createTransport', { direction: 'send' });
  if (!transport.ok) throw new Error(transport.refusal.message);
  const produced = await seat.ask('media:produce', {
    transportId: transport.value.id,
    kind: 'audio',
    source: 'microphone',
    paused,
    rtpParameters: microphone(ssrc),
  });
  if (!produced.ok) throw new Error(produced.refusal.message);
}

async function selfIn(page: Page): Promise<UserId> {
  return userId.parse(await tileOf(page, '(you)').getAttribute('data-user-id'));
}

/** What the browser says when it gives no device. */
async function failing(page: Page, name: string): Promise<void> {
  await page.addInitScript((kind) => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', kind));
  }, name);
}

/** What nobody looks at is not sent. */
async function picture(page: Page, name: string): Promise<void> {
  await tileOf(page, name).scrollIntoViewIfNeeded();
  await tileOf(page, name).locator('video').waitFor();
}
const threeNames = ['Ben Ali', 'Cleo Marchetti', 'Dan Okafor'];
const many = Array.from({ length: 11 }, (_, index) => (index % 3 === 0 ? `${longName} ${index}` : `Person ${index}`));

export const callScenes: Record<string, Scene> = {
  'call-check': async (url) => async (page) => {
    await openCall(page, url, { title: longTitle });
    await goIn(page, longName);
    await page.getByRole('heading', { name: 'How you will be seen' }).waitFor();
  },
  'call-check-devices': async (url) => async (page) => {
    await openCall(page, url, {});
    await goIn(page, 'Ada Lovelace');
    await page.getByRole('button', { name: 'Turn on microphone' }).click();
    await page.getByRole('button', { name: 'Turn on camera' }).click();
    await page.locator('video').waitFor();
    await page.getByRole('img', { name: 'Level of your microphone' }).waitFor();
  },
  'call-check-trouble': async (url) => async (page) => {
    await failing(page, 'NotAllowedError');
    await openCall(page, url, {});
    await goIn(page, 'Ada Lovelace');
    await page.getByRole('button', { name: 'Turn on microphone' }).click();
    await page.getByRole('button', { name: 'Turn on camera' }).click();
    await page.getByRole('alert').filter({ hasText: 'camera' }).first().waitFor();
  },
  'call-trouble': async (url) => async (page) => {
    await failing(page, 'NotFoundError');
    await openCall(page, url, { voices: ['Ben Ali'] });
    await enter(page, 'Ada Lovelace');
    await page.getByText('No camera was found').waitFor();
  },
  'call-alone': inCall({}),
  'call-two': inCall({ cameras: ['Ben Ali'] }, (page) => picture(page, 'Ben')),
  'call-four': inCall({ cameras: threeNames }, async (page) => {
    for (const name of threeNames) await picture(page, name);
  }),
  'call-off': inCall({ cameras: ['Ben Ali'], voices: [longName, 'Dan Okafor'] }, async (page, { others: [ben] }) => {
    await ben!.getByRole('button', { name: 'Turn off camera' }).click();
    await ben!.getByRole('button', { name: 'Mute microphone' }).click();
    await tileOf(page, 'Ben').getByRole('img', { name: 'Microphone off' }).waitFor();
  }),
  'call-silent': inCall({ cameras: ['Ben Ali'], silent: [longName] }, async (page) => {
    await picture(page, 'Ben');
    await tileOf(page, longName).waitFor();
  }),
  'call-many': inCall({ cameras: ['Ben Ali'], voices: many, me: longName }, (page) => tileOf(page, 'Ben').waitFor()),
  'call-many-voices': inCall({ voices: many, settings: { audioOnly: true } }),
  'call-screen': inCall({ cameras: ['Ben Ali'], voices: many.slice(0, 3) }, async (page, { others: [ben] }) => {
    await ben!.getByRole('button', { name: 'Share screen' }).click();
    await screenOf(page, 'Ben').locator('video').waitFor();
  }),
  'call-own-screen': inCall({ cameras: ['Ben Ali'] }, async (page) => {
    await page.getByRole('button', { name: 'Share screen' }).click();
    await screenOf(page, 'Ada').locator('video').waitFor();
    await page.mouse.move(0, 0);
  }),
  'call-pinned': inCall({ cameras: ['Ben Ali'], voices: many.slice(0, 5) }, async (page) => {
    await picture(page, 'Ben');
    await tileOf(page, 'Ben').hover();
    await page.getByRole('button', { name: 'Keep Ben Ali large' }).click();
  }),
  'call-blocked': async (url) => async (page) => {
    await page.addInitScript(() => {
      HTMLAudioElement.prototype.play = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    });
    await openCall(page, url, { cameras: ['Ben Ali'] });
    await enter(page, 'Ada Lovelace');
    await page.getByRole('button', { name: 'Turn on sound' }).waitFor();
  },
  'call-asked': inCall({ cameras: ['Ben Ali'] }, async (page, { host }) => {
    await picture(page, 'Ben');
    await host.send('recording:start', {});
    await page.getByText('Keep me out of it').waitFor();
  }),
  'call-recorded': inCall({ cameras: ['Ben Ali'] }, async (page, { host, others: [ben] }) => {
    await picture(page, 'Ben');
    await host.send('timer:start', {});
    await host.send('recording:start', {});
    for (const one of [page, ben!]) await one.getByRole('button', { name: 'Agree' }).click();
    await page.getByRole('button', { name: 'REC: ' }).waitFor();
  }),
  'call-silenced': inCall({ cameras: ['Ben Ali'] }, async (page, { host }) => {
    const seat = host.callLine.seat.getSnapshot()!;
    await seat.ask('media:join', {});
    await seat.ask('media:muteParticipant', { userId: await selfIn(page), source: 'microphone' });
    await page.getByText('has muted you').waitFor();
  }),
  'call-host': inCall({ cameras: ['Ben Ali'], voices: [longName] }, async (page, { host }) => {
    await host.send('participant:setRole', { userId: await selfIn(page), role: 'CO_HOST' });
    await picture(page, 'Ben');
    await tileOf(page, 'Ben').hover();
    await page.getByRole('button', { name: 'Call actions for Ben' }).click();
    await page.getByRole('menuitem', { name: 'Silence' }).waitFor();
  }),
  'call-more': inCall({ cameras: ['Ben Ali'] }, async (page, { host }) => {
    await host.send('participant:setRole', { userId: await selfIn(page), role: 'CO_HOST' });
    await page.getByRole('button', { name: 'More of the call' }).click();
    await page.getByRole('menuitem', { name: 'Silence everybody' }).waitFor();
  }),
  'call-devices': inCall({ cameras: ['Ben Ali'] }, async (page) => {
    await page.getByRole('button', { name: 'More of the call' }).click();
    await page.getByRole('menuitem', { name: 'Devices and sound' }).click();
    await page.getByRole('dialog').getByText('Quiet during focus').waitFor();
  }),
  'call-focus': inCall(
    { cameras: ['Ben Ali'], voices: many.slice(0, 2), settings: { focusMode: true } },
    async (page, { host }) => {
      await host.send('timer:start', {});
      await page.getByText('Leave focus for now').waitFor();
    },
  ),
  'call-beside': inCall({ cameras: ['Ben Ali'], voices: many.slice(0, 3) }, async (page, { host }) => {
    await host.send('timer:start', {});
    await tab(page, 'Focus');
    // On a phone there is no room for two.
    const split = page.getByRole('button', { name: /^(Split the stage|Beside it)/ });
    if (!(await split.isVisible())) return;
    await split.click();
    await page.getByRole('menuitemradio', { name: 'Video' }).click();
    await picture(page, 'Ben');
  }),
};
