import { expect, test } from 'vitest';
import { storiesKeepTheRules } from '../support/room-property.ts';

test('[R8] [R10] [S1] [P1] [A2] [T14] whatever people do at whatever time, every rule holds and all see the same', () => {
  // A rule is not tested by stories in which nothing happens: every kind of event has to have been there.
  expect(storiesKeepTheRules(400, 120)).toEqual([]);
  // Two cores that do other things besides must not make a failure of it.
}, 60_000);
