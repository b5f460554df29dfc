import { expect, test } from 'vitest';
import { estimatedClock, followClock } from '../../server/adapters/redis/clock.ts';

/** A local clock that starts at 1,000 and goes where a test wants it. */
function local() {
  let at = 1_000;
  return { monotonic: () => at, pass: (ms: number) => void (at += ms) };
}
const sample = (askedAt: number, answeredAt: number, time: number) => ({ askedAt, answeredAt, time });

test('the remote time is that of the middle of the round trip, and goes on with the local clock', () => {
  const { monotonic, pass } = local();
  const clock = estimatedClock({ monotonic });
  clock.note(sample(990, 1_000, 50_000.9));
  expect(clock.now()).toBe(50_005);
  pass(700);
  expect(clock.now()).toBe(50_705);
});

test('of the last samples the one with the shortest round trip counts', () => {
  const { monotonic } = local();
  const clock = estimatedClock({ monotonic });
  clock.note(sample(900, 1_000, 40_000));
  clock.note(sample(998, 1_000, 49_999));
  clock.note(sample(600, 1_000, 70_000));
  expect(clock.now()).toBe(50_000);
  // In time it is too old to be trusted.
  for (let count = 0; count < 8; count += 1) clock.note(sample(990, 1_000, 60_000));
  expect(clock.now()).toBe(60_005);
});

test('it never runs backwards: found to be ahead, it stands still until the time has come', () => {
  const { monotonic, pass } = local();
  const clock = estimatedClock({ monotonic });
  clock.note(sample(1_000, 1_000, 50_000));
  expect(clock.now()).toBe(50_000);
  clock.forget();
  clock.note(sample(1_000, 1_000, 49_000));
  expect(clock.now()).toBe(50_000);
  pass(400);
  expect(clock.now()).toBe(50_000);
  pass(900);
  expect(clock.now()).toBe(50_300);
});

test('after another clock has taken over, what was known of the old one does not count', () => {
  const { monotonic } = local();
  const clock = estimatedClock({ monotonic });
  clock.note(sample(1_000, 1_000, 50_000));
  clock.forget();
  expect(clock.now()).toBe(50_000);
  clock.note(sample(980, 1_000, 90_000));
  expect(clock.now()).toBe(90_010);
});

test('it is known from the start, and not opened if the remote clock cannot be asked', async () => {
  const { monotonic } = local();
  const clock = await followClock({ ask: async () => 77_000, monotonic });
  expect(clock.now()).toBe(77_000);
  clock.close();
  const away = followClock({ ask: () => Promise.reject(new Error('away')), monotonic });
  await expect(away).rejects.toThrow('away');
});
