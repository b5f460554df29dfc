import { expect, test } from 'vitest';
import { storiesKeepTheRules } from '../support/room-property.ts';

test('[R8] [R10] [S1] [P1] [A2] [T14] as stories.test.ts, for longer', () => {
  expect(storiesKeepTheRules(30_000, 300)).toEqual([]);
});
