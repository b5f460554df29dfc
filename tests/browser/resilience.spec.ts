import { freshDataDir } from '../support/database.ts';
import { removeDataDir, startServerProcess } from '../support/server-process.ts';
import { expect, test } from './support/carrel-test.ts';
import { comeIn } from './support/person.ts';
import { addGoal, createSession, expectSameTime, say } from './support/story.ts';

test('a cut of ten seconds: what is done meanwhile is kept, shown as waiting, and arrives', async ({ openRoom }) => {
  const {
    pages: [ada, ben],
  } = await openRoom('A cut', ['Ada', 'Ben']);
  await ada.getByRole('button', { name: 'Start timer' }).click();
  await ben.context().setOffline(true);
  await expect(ben.getByText('You are offline.')).toBeVisible();
  await expect(ben.getByTestId('connection-status')).toHaveText('Offline');
  await say(ben, 'Written without a network');
  await addGoal(ben, 'Added without a network');
  await expect(ben.getByText('Sending…')).toBeVisible();
  await ben.getByTestId('chat-input').fill('A draft');
  await say(ada, 'Said meanwhile');
  // The others see that he is away, by then at the latest the server has given up the connection.
  await ben.context().setOffline(false);
  await expect(ben.getByTestId('connection-status')).toHaveText('Connected', { timeout: 20_000 });
  await expect(ada.getByTestId('chat-messages')).toContainText('Written without a network');
  await expect(ada.getByTestId('goal-list')).toContainText('Added without a network');
  await expect(ben.getByTestId('chat-messages')).toContainText('Said meanwhile');
  await expect(ben.getByTestId('chat-input')).toHaveValue('A draft');
  await expect(ben.getByText('Sending…')).toBeHidden();
  await expectSameTime(ada, ben);
});

test('a reload comes back to the room, the time, the conversation and the draft', async ({ openRoom }) => {
  const [page] = (await openRoom('A reload', ['Ada'])).pages;
  await page.getByRole('button', { name: 'Start timer' }).click();
  await say(page, 'Before the reload');
  await expect(page.getByTestId('timer-display')).toHaveText(/24:\d\d/);
  await page.getByTestId('chat-input').fill('A draft');
  await page.reload();
  await expect(page.getByTestId('connection-status')).toHaveText('Connected');
  await expect(page.getByTestId('timer-display')).toHaveText(/24:\d\d/);
  await expect(page.getByTestId('chat-messages')).toContainText('Before the reload');
  await expect(page.getByTestId('chat-input')).toHaveValue('A draft');
});

test('a restart of the server is survived without a reload', async ({ browser }) => {
  const dataDir = await freshDataDir();
  const first = await startServerProcess({ dataDir, env: { RATE_LIMITS: 'off' } });
  const page = await (await browser.newContext()).newPage();
  await page.goto(`http://localhost:${first.port}`);
  await page.locator('input[name="guest-name"]').fill('Ada');
  await page.getByRole('button', { name: 'Continue as guest' }).click();
  await createSession(page, 'A restart');
  await page.getByRole('button', { name: 'Start timer' }).click();
  await say(page, 'Before the restart');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await first.end('SIGTERM');
  await expect(page.getByTestId('connection-status')).not.toHaveText('Connected');
  await say(page, 'During the restart');
  const second = await startServerProcess({ dataDir, port: first.port, env: { RATE_LIMITS: 'off' } });
  await expect(page.getByTestId('connection-status')).toHaveText('Connected', { timeout: 30_000 });
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await expect(page.getByTestId('chat-messages').getByRole('article')).toHaveText([/Before/, /During/]);
  await expect(page.getByTestId('timer-display')).toHaveText(/2[345]:\d\d/);
  await page.context().close();
  await second.end();
  await removeDataDir(dataDir);
});

test('a tab asleep for five minutes, and then until its token has expired: the right time at once, and no reload', async ({
  browser,
}) => {
  const dataDir = await freshDataDir();
  const minutes = (count: number) => count * 60_000;
  const server = await startServerProcess({
    dataDir,
    env: {
      RATE_LIMITS: 'off',
      NODE_OPTIONS: `--import=${new URL('../support/skewed-clock.ts', import.meta.url).href}`,
      CARREL_TEST_LEAP_MS: String(minutes(8)),
    },
  });
  const page = await (await browser.newContext({ serviceWorkers: 'block' })).newPage();
  await page.clock.install();
  const url = `http://localhost:${server.port}`;
  const person = await comeIn(page, url, 'Ada');
  await page.goto((await person.createSession('Asleep')).link);
  await page.getByRole('button', { name: 'Start timer' }).click();
  // It runs: 25:00 is shown also before it does, and then the server would sleep first and start it afterwards.
  await expect(page.getByTestId('timer-display')).toHaveText(/24:\d\d/);
  await page.getByTestId('chat-input').fill('A draft');
  await page.evaluate(() => Object.assign(globalThis, { neverReloaded: true }));
  const control = await page.context().newCDPSession(page);
  const refreshed: number[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('/api/auth/refresh')) refreshed.push(response.status());
  });

  for (const left of [/1[67]:\d\d/, /0[89]:\d\d/]) {
    await control.send('Page.setWebLifecycleState', { state: 'frozen' });
    server.signal('SIGUSR2');
    await page.clock.fastForward(minutes(8));
    await control.send('Page.setWebLifecycleState', { state: 'active' });
    await expect(page.getByTestId('timer-display')).toHaveText(left, { timeout: 3_000 });
    await expect(page.getByTestId('connection-status')).toHaveText('Connected');
  }
  // The first token held for fifteen minutes, and sixteen have passed.
  expect(refreshed).toEqual([200]);
  await expect(page.getByTestId('chat-input')).toHaveValue('A draft');
  await say(page, 'Awake');
  await expect(page.getByTestId('chat-messages')).toContainText('Awake');
  expect(await page.evaluate(() => 'neverReloaded' in globalThis)).toBe(true);
  await page.context().close();
  await server.end();
  await removeDataDir(dataDir);
});

test('a tab that was frozen shows the right time as soon as it wakes', async ({ openRoom }) => {
  const {
    pages: [ada, ben],
  } = await openRoom('A frozen tab', ['Ada', 'Ben']);
  await ada.getByRole('button', { name: 'Start timer' }).click();
  await expectSameTime(ada, ben);
  const control = await ben.context().newCDPSession(ben);
  await control.send('Page.setWebLifecycleState', { state: 'frozen' });
  const before = await ada.getByTestId('timer-display').innerText();
  await expect(ada.getByTestId('timer-display')).not.toHaveText(before);
  await ada.getByRole('button', { name: 'Skip phase' }).click();
  await expect(ada.getByTestId('timer-phase')).toHaveText('Short break');
  await control.send('Page.setWebLifecycleState', { state: 'active' });
  await expect(ben.getByTestId('timer-phase')).toHaveText('Short break');
  await expectSameTime(ada, ben);
});
