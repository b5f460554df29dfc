import { gzipSync } from 'node:zlib';
import type { Page, Response } from '@playwright/test';
import { expect, test } from './support/carrel-test.ts';

const limits = { sessions: 240_000, room: 275_000 };

/** Bytes of the scripts that a page has loaded by the time it is there, as gzip would send them. */
async function scriptBytes(page: Page, url: string, there: () => Promise<unknown>): Promise<number> {
  const bodies: Promise<Buffer>[] = [];
  const hear = (response: Response) => {
    if (response.request().resourceType() === 'script') bodies.push(response.body());
  };
  page.on('response', hear);
  await page.goto(url);
  await there();
  // What comes later is not measured, and its body may be cut off by the end of the test.
  page.off('response', hear);
  const loaded = await Promise.all(bodies);
  // It is loaded when a call is joined; its name is in what it would log.
  expect(loaded.some((body) => body.includes('mediasoup-client'))).toBe(false);
  const sizes = loaded.map((body) => gzipSync(body).length);
  return sizes.reduce((sum, size) => sum + size, 0);
}

test('what a first visit must load is bounded: notes, boards and calls come when they are wanted', async ({
  carrel,
  newPerson,
}) => {
  const [ada, ben] = [await newPerson('Ada'), await newPerson('Ben')];
  const { link } = await ben.createSession('First load');
  const sessions = await scriptBytes(ada.page, `${carrel.url}/study-sessions`, () =>
    ada.page.getByText('Nothing here yet').waitFor(),
  );
  const room = await scriptBytes(ben.page, link, () =>
    expect(ben.page.getByTestId('connection-status')).toHaveText('Connected'),
  );
  // The room needs more than the list: were it less, what was measured would not be the first load.
  expect(sessions).toBeLessThanOrEqual(limits.sessions);
  expect(room).toBeGreaterThan(sessions);
  expect(room).toBeLessThanOrEqual(limits.room);
});
