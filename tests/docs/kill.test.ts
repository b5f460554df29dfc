import { describe, test } from 'vitest';
import { killEmbedded, killShared } from '../support/documents/kills.ts';

// Each is killed twenty times by the long test.
describe('kill -9 after "saved", under load: every saved word is there, once', () => {
  test('a single node, 3 times', () => killEmbedded(3), 60_000);
  test('one of two nodes on Redis, 3 times', () => killShared(3), 60_000);
});
