import { watchRenders, rowsRenderedBy } from './support/renders.ts';
import { expect, test } from './support/carrel-test.ts';
import { guest } from './support/crowd.ts';
import type { SessionId } from '../../server/protocol/ids.ts';

const others = 23;
const messages = 500;
const goals = 50;
const frameMs = 16;

test('24 people, 500 messages, 50 goals: a command takes less than a frame and renders what it changed', async ({
  carrel,
  newPerson,
}) => {
  const ada = await newPerson('Ada');
  const { page } = ada;
  const { id, link, invite } = await ada.createSession('Full', others + 1);
  const crowd = await Promise.all(
    Array.from({ length: others }, async (_, index) => {
      const one = await guest(carrel.url, `Guest ${index + 1}`);
      return { client: one.client, session: await one.enter(id as SessionId, invite) };
    }),
  );
  const sessions = crowd.map(({ session }) => session);
  const [ben, cleo] = sessions as [(typeof sessions)[number], (typeof sessions)[number]];
  await Promise.all(sessions.map((one, index) => one.send('participant:setStatus', { status: `Chapter ${index}` })));
  await Promise.all(Array.from({ length: goals }, (_, index) => ben.send('goal:add', { title: `Goal ${index}` })));
  await Promise.all(
    Array.from({ length: messages }, (_, index) =>
      sessions[index % others]!.send('chat:send', { content: `Message ${index}` }),
    ),
  );

  await watchRenders(page);
  await page.goto(link);
  const articles = page.getByTestId('chat-messages').getByRole('article');
  await expect(articles).toHaveCount(50);
  // Earlier ones come when one scrolls up, and what was read stays in its place.
  const box = page.getByTestId('chat-messages');
  for (let shown = 50; shown < messages; shown += 50) {
    await box.evaluate((element) => element.scrollTo({ top: 0 }));
    await expect(articles).toHaveCount(shown + 50);
  }
  await expect(page.getByTestId('goal-list').getByRole('listitem')).toHaveCount(goals);
  await expect(page.getByTestId('participant-list')).toContainText('24 participants');

  const control = await page.context().newCDPSession(page);
  // The time of the page's own thread: what else the machine does meanwhile is not the page's.
  await control.send('Performance.enable', { timeDomain: 'threadTicks' });
  const scriptMs = async () => {
    const { metrics } = await control.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? Number.NaN) * 1_000;
  };
  const goalIds = ben.goals.getSnapshot().entries.map(({ goal }) => goal.id);
  const lastMessage = () => ben.chat.getSnapshot().entries.at(-1)!.message.id;
  const commands: Record<string, [act: (turn: number) => Promise<unknown>, rows: RegExp[]]> = {
    'chat:send': [(turn) => ben.send('chat:send', { content: `And ${turn}` }), [/And \d/]],
    'chat:react': [
      (turn) => cleo.send('chat:react', { messageId: lastMessage(), emoji: ['👍', '🎉', '💡'][turn]! }),
      [/And/],
    ],
    'goal:complete': [(turn) => ben.send('goal:complete', { goalId: goalIds[turn]! }), [/Goal \d+/]],
    'goal:move': [(turn) => ben.send('goal:move', { goalId: goalIds.at(-1 - turn)!, toIndex: 0 }), []],
    'participant:raiseHand': [(turn) => sessions[turn]!.send('participant:raiseHand', {}), [/Guest/, /Guest/]],
    'participant:setStatus': [
      (turn) => ben.send('participant:setStatus', { status: `Page ${turn}` }),
      [/Guest 1.*Page \d/, /Guest 1.*Page \d/],
    ],
  };
  for (const [name, [act, expected]] of Object.entries(commands)) {
    for (let turn = 0; turn < 3; turn += 1) {
      const before = await scriptMs();
      const rows = await rowsRenderedBy(page, () => act(turn));
      const took = (await scriptMs()) - before;
      expect(rows, name).toEqual(expected.map((words) => expect.stringMatching(words)));
      expect(took, `milliseconds of scripting for ${name}`).toBeLessThan(frameMs);
    }
  }
  for (const { client } of crowd) client.close();
});
