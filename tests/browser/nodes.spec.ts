import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { io } from 'socket.io-client';
import { startCluster } from '../support/cluster.ts';
import { newGuest } from '../support/plain-client.ts';
import { enterCall, expectMoving, recMark, streamOf, tileOf } from './support/calls.ts';
import { expect, test } from './support/carrel-test.ts';
import { comeIn } from './support/person.ts';
import { addGoal, createSession, expectSameTime, join, say } from './support/story.ts';

test('two browsers on two nodes study together while the third node, with somebody and the call on it, is killed', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const recordings = await mkdtemp(joinPath(tmpdir(), 'carrel-recordings-'));
  const env = { MEDIA_LISTEN_IP: '127.0.0.1', MEDIA_WORKERS: '1', RECORDINGS_DIR: recordings };
  const nodes = [43_000, 43_100, 43_200].map((first) => ({
    ...env,
    MEDIA_MIN_PORT: `${first}`,
    MEDIA_MAX_PORT: `${first + 99}`,
  }));
  const cluster = await startCluster({ nodes });
  const urls = cluster.nodes.map(({ server }) => `http://localhost:${server.port}`);
  try {
    const pages = await Promise.all(
      ['Ada', 'Ben'].map(async (name, node) => {
        const context = await browser.newContext({ serviceWorkers: 'block', reducedMotion: 'reduce' });
        const { page } = await comeIn(await context.newPage(), urls[node]!, name);
        await page.goto(`${urls[node]}/study-sessions`);
        return page;
      }),
    );
    const [ada, ben] = pages as [(typeof pages)[0], (typeof pages)[0]];
    const link = new URL(await createSession(ada, 'Three nodes'));
    await join(ben, `${urls[1]}${link.pathname}${link.search}`);

    const { token } = await newGuest(urls[2]!, 'Cleo');
    const sessionId = link.pathname.split('/').at(-1);
    const invite = link.searchParams.get('invite');
    const cleo = io(urls[2], { transports: ['websocket'], auth: { token, protocol: 1, sessionId, invite } });
    await new Promise((resolve) => void cleo.once('room:joined', resolve));
    for (const page of pages) await expect(page.getByTestId('participant-list')).toContainText('3 participants');

    await ada.getByRole('button', { name: 'Start timer' }).click();
    await expect(ben.getByTestId('timer-phase')).toHaveText('Focus');
    await expectSameTime(ada, ben);

    // Whoever comes first brings the call to their node.
    expect(await cleo.emitWithAck('media:join', { sessionId })).toMatchObject({ ok: true });
    for (const page of pages) await enterCall(page);
    const tiles = [tileOf(ada, 'Ben'), tileOf(ben, 'Ada')];
    for (const tile of tiles) await expectMoving(tile);
    await ada.getByRole('button', { name: 'Record', exact: true }).click();
    await ada.getByRole('button', { name: 'Ask everybody' }).click();
    for (const page of pages) await expect(recMark(page)).toBeVisible();

    await say(ada, 'Said before');
    await expect(ben.getByTestId('chat-messages')).toContainText('Said before');
    const before = await Promise.all(tiles.map(streamOf));

    await cluster.nodes[2]!.server.end('SIGKILL');
    await say(ben, 'Said while it died');
    await expect(ada.getByTestId('chat-messages')).toContainText('Said while it died');
    // The call goes on on another node, and so does its recording, which says that something is missing.
    for (const [index, tile] of tiles.entries())
      await expect.poll(() => streamOf(tile), { intervals: [100] }).not.toBe(before[index]);
    for (const tile of tiles) await expectMoving(tile);
    await recMark(ben).click();
    await expect(ben.getByRole('dialog')).toContainText(/Some seconds were lost at .*It goes on/);
    // It takes the focus a moment after it is seen, and until then no Escape reaches it.
    await expect(ben.getByRole('dialog').locator(':focus')).toBeAttached();
    await ben.keyboard.press('Escape');
    await expect(ben.getByRole('dialog')).toHaveCount(0);
    for (const page of pages) await page.getByRole('tab', { name: 'Focus' }).click();
    await addGoal(ada, 'Chapter one');
    await expect(ben.getByTestId('goal-list')).toContainText('Chapter one');

    await ada.getByRole('button', { name: 'Pause timer' }).click();
    await expect(ben.getByText('Paused', { exact: true })).toBeVisible();
    await ada.getByRole('button', { name: 'Resume timer' }).click();
    await ada.getByRole('button', { name: 'Skip phase' }).click();
    await expect(ben.getByTestId('timer-phase')).toHaveText('Short break');
    await expectSameTime(ada, ben);
    // Whoever was on it is missed on the other nodes.
    await expect(ada.getByTestId('participant-list')).toContainText('Away', { timeout: 20_000 });

    await ben.reload();
    await expect(ben.getByTestId('chat-messages')).toContainText('Said while it died');
    await expectSameTime(ada, ben);
    for (const page of pages) await expect(page.getByTestId('connection-status')).toHaveText('Connected');

    await ada.getByRole('button', { name: 'Room menu' }).click();
    await ada.getByRole('menuitem', { name: 'End session' }).click();
    await ada.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
    const films = ben.getByRole('region', { name: 'Recordings' });
    await films.getByRole('button', { name: /^Play/ }).first().click({ timeout: 30_000 });
    const film = films.getByLabel(/^Player: /);
    await expect.poll(() => film.evaluate((media: HTMLMediaElement) => media.currentTime)).toBeGreaterThan(0);
    cleo.close();
    await Promise.all(pages.map((page) => page.context().close()));
  } finally {
    await cluster.close();
    await rm(recordings, { recursive: true, force: true });
  }
});
