import { describe, test } from 'vitest';
import { killEmbedded, killShared } from '../support/documents/kills.ts';

describe('kill -9 after "saved", 20 times under load: every saved word is there, once', () => {
  test('a single node', () => killEmbedded(20));
  test('one of two nodes on Redis', () => killShared(20));
});
