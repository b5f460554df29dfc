import { expect, test } from 'vitest';
import { maxIncomingBitrate } from '../../server/media/limits.ts';

test.each([
  [1, 5_000_000],
  [4, 5_000_000],
  [5, 3_500_000],
  [9, 3_500_000],
  [10, 2_000_000],
  [25, 2_000_000],
  [26, 1_200_000],
])('of %i in a call each may send %i bits a second', (peers, bits) => expect(maxIncomingBitrate(peers)).toBe(bits));
