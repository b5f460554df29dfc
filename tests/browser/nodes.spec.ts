import { createClient, memoryTokens } from '../../client/sdk/index.ts';
import type { SessionId } from '../../server/protocol/ids.ts';
import { startCluster } from '../support/cluster.ts';
import { newGuest } from '../support/plain-client.ts';
import { expect, test } from './support/carrel-test.ts';
import { comeIn } from './support/person.ts';
import { addGoal, createSession, expectSameTime, join, say } from './support/story.ts';

test('two browsers on two nodes study together while the third node, with somebody on it, is killed', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const cluster = await startCluster({ nodes: [{}, {}, {}] });
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

    const guest = await newGuest(urls[2]!, 'Cleo');
    const client = createClient({ url: urls[2]!, tokens: memoryTokens({ url: urls[2]!, token: guest.token }) });
    const sessionId = link.pathname.split('/').at(-1) as SessionId;
    const cleo = client.joinSession(sessionId, { invite: link.searchParams.get('invite') ?? '' });
    await expect.poll(() => cleo.state.getSnapshot().kind).toBe('ready');
    for (const page of pages) await expect(page.getByTestId('participant-list')).toContainText('3 participants');

    await ada.getByRole('button', { name: 'Start timer' }).click();
    await expect(ben.getByTestId('timer-phase')).toHaveText('Focus');
    await expectSameTime(ada, ben);
    await say(ada, 'Said before');
    await expect(ben.getByTestId('chat-messages')).toContainText('Said before');

    await cluster.nodes[2]!.server.end('SIGKILL');
    await say(ben, 'Said while it died');
    await addGoal(ada, 'Chapter one');
    await expect(ada.getByTestId('chat-messages')).toContainText('Said while it died');
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
    client.close();
    await Promise.all(pages.map((page) => page.context().close()));
  } finally {
    await cluster.close();
  }
});
