import type { Page } from '@playwright/test';
import { createClient, memoryTokens, type SessionHandle } from '../../client/sdk/index.ts';
import type { SessionId } from '../../server/protocol/ids.ts';
import { cuttableLink } from '../support/cuttable-link.ts';
import { newGuest } from '../support/plain-client.ts';
import { freshDataDir } from '../support/database.ts';
import { removeDataDir, startServerProcess } from '../support/server-process.ts';
import { expect, test } from './support/carrel-test.ts';
import { addGoal, createSession, join, say } from './support/story.ts';

const toleranceMs = 250;
const cutMs = 10_000;

/** The next change of what the timer shows: the text, and when it came, in epoch milliseconds of this machine. */
function nextTick(page: Page): Promise<{ text: string; at: number }> {
  return page.getByTestId('timer-display').evaluate(
    (display) =>
      new Promise<{ text: string; at: number }>((resolve) => {
        const shown = display.textContent;
        const observer = new MutationObserver(() => {
          const text = display.textContent ?? '';
          if (text === shown) return;
          observer.disconnect();
          resolve({ text, at: performance.timeOrigin + performance.now() });
        });
        observer.observe(display, { subtree: true, childList: true, characterData: true });
      }),
  );
}

/** How far what a page shows is from what the headless client knows, in milliseconds, at the moment it changes. */
async function timerError(page: Page, session: SessionHandle): Promise<number> {
  const { text, at } = await nextTick(page);
  const [minutes = '', seconds = ''] = text.split(':');
  const shownMs = (Number(minutes) * 60 + Number(seconds)) * 1_000;
  const knownMs = (session.remainingMs() ?? Number.NaN) + (Date.now() - at);
  return Math.abs(shownMs - knownMs);
}

const ready = (session: SessionHandle) => {
  const state = session.state.getSnapshot();
  return state.kind === 'ready' ? state : null;
};

test('two windows and a headless client agree through pauses, reload, a cut and a restart', async ({ browser }) => {
  test.setTimeout(150_000);
  const dataDir = await freshDataDir();
  const env = { RATE_LIMITS: 'off' };
  let server = await startServerProcess({ dataDir, env });
  const { port } = server;
  const link = await cuttableLink(port);
  const url = `http://127.0.0.1:${link.port}`;
  const pages: Page[] = [];
  for (const name of ['Ada', 'Ben']) {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${url}/study-sessions`);
    await page.locator('input[name="guest-name"]').fill(name);
    await page.getByRole('button', { name: 'Continue as guest' }).click();
    await page.getByRole('heading', { name: 'Study sessions' }).waitFor();
    pages.push(page);
  }
  const [ada, ben] = pages as [Page, Page];
  const inviteLink = new URL(await createSession(ada, 'Agreement'));
  await join(ben, `${url}${inviteLink.pathname}${inviteLink.search}`);

  const guest = await newGuest(url, 'Cleo');
  const client = createClient({ url, tokens: memoryTokens({ url, token: guest.token }) });
  const sessionId = inviteLink.pathname.split('/').at(-1) as SessionId;
  const session = client.joinSession(sessionId, { invite: inviteLink.searchParams.get('invite') ?? '' });

  const everybodyAgrees = async (messages: readonly string[], goals: readonly string[]) => {
    for (const page of pages) {
      await expect(page.getByTestId('connection-status')).toHaveText('Connected', { timeout: 20_000 });
      await expect(page.getByTestId('participant-list').first()).toContainText('3 participants');
      for (const message of messages) await expect(page.getByTestId('chat-messages')).toContainText(message);
      for (const goal of goals) await expect(page.getByTestId('goal-list').first()).toContainText(goal);
    }
    await expect.poll(() => ready(session)?.live, { timeout: 20_000 }).toBe(true);
    // It hears of a commit a moment before or after the pages do.
    const room = () => ready(session)?.room;
    await expect.poll(() => room()?.chat.recent.map(({ content }) => content)).toEqual(messages);
    await expect.poll(() => room()?.goals.map(({ title }) => title)).toEqual(goals);
    const joined = () => Object.values(room()?.participants ?? {}).filter(({ status }) => status === 'JOINED');
    await expect.poll(joined).toHaveLength(3);
  };
  const timersAgree = async () => {
    const errors = await Promise.all(pages.map((page) => timerError(page, session)));
    for (const error of errors) expect(error).toBeLessThanOrEqual(toleranceMs);
  };

  await ada.getByRole('button', { name: 'Start timer' }).click();
  await expect(ben.getByTestId('timer-phase').first()).toHaveText('Focus');
  await say(ada, 'Hello');
  await addGoal(ada, 'Chapter one');
  await everybodyAgrees(['Hello'], ['Chapter one']);
  await timersAgree();

  await ada.getByRole('button', { name: 'Pause timer' }).click();
  await expect.poll(() => ready(session)?.room.timer.status).toBe('PAUSED');
  await expect
    .poll(
      async () =>
        (await ben.getByTestId('timer-display').innerText()) === (await ada.getByTestId('timer-display').innerText()),
    )
    .toBe(true);
  await ada.getByRole('button', { name: 'Resume timer' }).click();
  await expect.poll(() => ready(session)?.room.timer.status).toBe('RUNNING');
  await timersAgree();

  await ada.getByRole('button', { name: 'Skip phase' }).click();
  await expect(ben.getByTestId('timer-phase').first()).toHaveText('Short break');
  await expect.poll(() => ready(session)?.room.timer.phase).toBe('SHORT_BREAK');
  await timersAgree();

  await ben.reload();
  await everybodyAgrees(['Hello'], ['Chapter one']);
  await timersAgree();

  link.cut();
  await expect(ada.getByTestId('connection-status')).not.toHaveText('Connected');
  await say(ben, 'Said while cut off');
  await ada.waitForTimeout(cutMs);
  link.mend();
  await everybodyAgrees(['Hello', 'Said while cut off'], ['Chapter one']);
  await timersAgree();

  await server.end('SIGTERM');
  server = await startServerProcess({ dataDir, port, env });
  await everybodyAgrees(['Hello', 'Said while cut off'], ['Chapter one']);
  await say(ada, 'After the restart');
  await everybodyAgrees(['Hello', 'Said while cut off', 'After the restart'], ['Chapter one']);
  await timersAgree();

  client.close();
  for (const page of pages) await page.context().close();
  link.close();
  await server.end();
  await removeDataDir(dataDir);
});
