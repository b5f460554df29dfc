import { enterCall, expectMoving, recMark, tileOf } from './support/calls.ts';
import { expect, test } from './support/carrel-test.ts';
import { expectClean } from './support/expect-clean.ts';

test('a recording asks everybody, shows that it is on and who is in it, and is found with the session', async ({
  openRoom,
}) => {
  const {
    pages: [ada, ben],
  } = await openRoom('Call that is recorded', ['Ada', 'Ben']);
  // Only she is in the call: he sees and answers all the same.
  await enterCall(ada);
  await expectMoving(tileOf(ada, 'Ada'));
  await ada.keyboard.press('t');
  await ada.getByRole('button', { name: 'Record', exact: true }).click();
  await ada.getByRole('button', { name: 'Ask everybody' }).click();
  const question = ben.getByRole('region', { name: 'May you be recorded?' });
  await expect(question).toContainText('Ada would like to record the call.');
  await expectClean(ben);
  await question.getByRole('button', { name: 'Agree' }).click();
  for (const page of [ada, ben]) await expect(recMark(page)).toBeVisible();
  await recMark(ada).click();
  const inIt = ada.getByRole('dialog').getByRole('listitem');
  await expect(inIt).toHaveText(['Ada', 'Ben']);
  await expectClean(ada);
  await recMark(ben).click();
  await ben.getByRole('switch', { name: 'I may be in it' }).click();
  await ben.keyboard.press('Escape');
  await expect(inIt).toHaveText(['Ada']);
  await ada.getByRole('dialog').getByRole('button', { name: 'Stop recording' }).click();
  await expect(ben.getByText('The recording has ended.')).toBeVisible();
  for (const page of [ada, ben]) await expect(page.getByRole('button', { name: /REC/ })).toBeHidden();

  // What was recorded is found with the session by who took part; only its host can delete it.
  await ada.getByRole('button', { name: 'Room menu' }).click();
  await ada.getByRole('menuitem', { name: 'End session' }).click();
  await ada.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
  const recordings = ben.getByRole('region', { name: 'Recordings' });
  await recordings.getByRole('button', { name: /^Play/ }).click({ timeout: 30_000 });
  const film = recordings.getByLabel(/^Player: /);
  await expect.poll(() => film.evaluate((media: HTMLMediaElement) => media.currentTime)).toBeGreaterThan(0);
  await expectClean(ben);
  await expect(recordings.getByRole('button', { name: /^Delete/ })).toHaveCount(0);
  await ada.getByRole('button', { name: /^Delete the recording/ }).click();
  await ada.getByRole('dialog').getByRole('button', { name: 'Delete the recording' }).click();
  await expect(ada.getByRole('region', { name: 'Recordings' })).toBeHidden();
});
