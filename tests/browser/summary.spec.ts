import { goodSummary, saying, silence, startFakeModel, type FakeModel } from '../support/fake-model.ts';
import { expect, test as base } from './support/carrel-test.ts';
import { expectClean } from './support/expect-clean.ts';
import { say } from './support/story.ts';

const test = base.extend<object, { model: FakeModel; serverEnv: FakeModel['env'] }>({
  model: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const model = await startFakeModel();
      await use(model);
      await model.close();
    },
    { scope: 'worker' },
  ],
  serverEnv: [({ model }, use) => use(model.env), { scope: 'worker' }],
});

test('a host has a session that is over summarised, and everybody who was there reads it', async ({
  carrel,
  model,
  openRoom,
}) => {
  const { pages } = await openRoom('Spectra', ['Ada', 'Ben']);
  const [ada, ben] = pages;
  await say(ben, 'Every compact operator is bounded');
  await expect(ada.getByTestId('chat-messages')).toContainText('Every compact operator');
  await ada.getByRole('button', { name: 'Room menu' }).click();
  await ada.getByRole('menuitem', { name: 'End session' }).click();
  await ada.getByRole('dialog').getByRole('button', { name: 'End session' }).click();

  const summary = ada.getByRole('region', { name: 'Summary' });
  const button = summary.getByRole('button', { name: 'Summarise with AI' });
  await expect(button).toHaveAccessibleDescription(/^The conversation, .* are sent to the language model/);
  await expect(ben.getByRole('heading', { name: 'Well studied' })).toBeVisible();
  await expect(ben.getByRole('region', { name: 'Summary' })).toBeHidden();

  model.plays(silence);
  await button.focus();
  await ada.keyboard.press('Enter');
  await expect(summary.getByRole('status')).toHaveText('The model is reading. This may take a minute.');
  await expect.poll(() => model.asked.length).toBe(1);
  model.answerHeld(saying('What?'));
  await expect(summary.getByRole('alert')).toHaveText(/^No summary came from the model/);
  await expect(summary.getByRole('status')).toBeEmpty();
  await expect(button).toBeFocused();

  model.plays(saying(JSON.stringify(goodSummary)));
  await ada.keyboard.press('Enter');
  await expect(summary.getByRole('status')).toHaveText('The summary is there.');
  await expect(summary.getByRole('alert')).toBeHidden();
  await expect(summary.getByRole('button', { name: 'Summarise again' })).toBeFocused();
  await expectClean(ada);

  await ben.reload();
  const read = ben.getByRole('region', { name: 'Summary' });
  await expect(read).toContainText(goodSummary.summary);
  // What a model says is text.
  await expect(read.getByRole('listitem')).toHaveText([...goodSummary.keyPoints, ...goodSummary.todos]);
  await expect(read.getByRole('button')).toBeHidden();
  await expectClean(ben);

  // It is not for whoever has the device next.
  await ben.goto(`${carrel.url}/study-sessions?tab=past`);
  await expect(ben.getByRole('heading', { name: 'Spectra' })).toBeVisible();
  const kept = () => ben.evaluate(() => JSON.stringify(localStorage));
  await expect.poll(kept).toContain('studySessionHistory');
  expect(await kept()).not.toContain('spectral theorem');
});
