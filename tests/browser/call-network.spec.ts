import { enterCall, expectComesBack, expectMoving, shownIn, tileOf } from './support/calls.ts';
import { expect, test } from './support/carrel-test.ts';
import { comeIn } from './support/person.ts';
import { mediaLink } from '../support/media-link.ts';
import { removeDataDir, startServerProcess } from '../support/server-process.ts';

test('the network is gone for ten seconds: pictures come back, and nobody is switched on by it', async ({
  browser,
}) => {
  const ports = [41_200, 41_201, 41_202, 41_203];
  const network = await mediaLink(ports);
  const server = await startServerProcess({
    env: {
      RATE_LIMITS: 'off',
      MEDIA_LISTEN_IP: '127.0.0.1',
      MEDIA_ANNOUNCED_ADDRESS: network.address,
      MEDIA_MIN_PORT: String(ports[0]),
      MEDIA_MAX_PORT: String(ports.at(-1)),
    },
  });
  const url = `http://localhost:${server.port}`;
  const contexts = await Promise.all([browser.newContext(), browser.newContext()]);
  const [ada, ben] = [
    await comeIn(await contexts[0].newPage(), url, 'Ada'),
    await comeIn(await contexts[1].newPage(), url, 'Ben'),
  ];
  const { id, link, invite } = await ada.createSession('Network');
  await ben.joinSession(id, invite);
  for (const { page } of [ada, ben]) {
    await page.goto(link);
    await enterCall(page);
  }
  const bens = tileOf(ada.page, 'Ben');
  const adas = tileOf(ben.page, 'Ada');
  await ben.page.getByRole('button', { name: 'Mute microphone' }).click();
  await expectMoving(bens);
  await expectMoving(adas);
  network.cut();
  await contexts[1].setOffline(true);
  // The length of the cut is what is tried; and that it is one.
  await ben.page.waitForTimeout(5_000);
  const stood = await shownIn(adas);
  await ben.page.waitForTimeout(5_000);
  expect(await shownIn(adas)).toBe(stood);
  network.mend();
  await contexts[1].setOffline(false);
  await expect(ben.page.getByTestId('connection-status')).toHaveText('Connected', { timeout: 20_000 });
  await expectComesBack(bens);
  await expectComesBack(adas);
  await expect(bens.getByRole('img', { name: 'Microphone off' })).toBeVisible();
  await expect(ben.page.getByRole('button', { name: 'Turn on microphone' })).toBeVisible();
  await Promise.all(contexts.map((context) => context.close()));
  await server.end();
  await removeDataDir(server.dataDir);
  network.close();
});
