import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeCall } from './support/fake-call.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const settle = () => vi.advanceTimersByTimeAsync(0);

test('a picture is asked for in the size that fits the largest tile that shows it', async () => {
  const fake = fakeCall();
  fake.theirs.push({ producerId: 'face', kind: 'video' });
  fake.call.join();
  await settle();
  const asked = () => fake.asked('media:setPreferredLayers').map(({ spatialLayer }) => spatialLayer);
  const small = fake.call.look('face', { height: 200 });
  await settle();
  expect(asked()).toEqual([0]);
  const large = fake.call.look('face', { height: 421 });
  await settle();
  expect(asked()).toEqual([0, 2]);
  const middle = fake.call.look('face', { height: 201 });
  await settle();
  expect(asked()).toEqual([0, 2]);
  large();
  await settle();
  expect(asked()).toEqual([0, 2, 1]);
  middle();
  await settle();
  expect(asked()).toEqual([0, 2, 1, 0]);
  small();
  await settle();
  expect(asked()).toHaveLength(4);
  expect(fake.asked('media:pauseConsumer')).toHaveLength(1);
  fake.call.close();
});
