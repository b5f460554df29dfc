import { expect, test } from 'vitest';
import { clockTime, moment } from './moment.ts';

const now = new Date(2026, 11, 30, 9, 0).getTime();
const at = (year: number, month: number, day: number): number => new Date(year, month - 1, day, 14, 30).getTime();

test.each([
  ['today', at(2026, 12, 30), null],
  ['tomorrow', at(2026, 12, 31), null],
  ['of this year', at(2026, 10, 3), null],
  ['of the next year', at(2027, 1, 4), '2027'],
  ['of a year before', at(2024, 10, 3), '2024'],
])('a time %s says the hour, and the year where it is another', (_, moved, year) => {
  const said = moment(moved, now);
  expect(said).toContain(clockTime(moved));
  expect(/20\d\d/.exec(said)?.[0] ?? null).toBe(year);
});
