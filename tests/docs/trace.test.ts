import { expect, test } from 'vitest';
import { paper, replay, written } from '../support/documents/traces.ts';

// The recorded one is for the long test: trace.long.test.ts.
const edits = 20_000;

test(`${edits} edits arrive as they were written, and are there after a restart`, async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
  const patches = [...paper(edits, seed)];
  const { text } = await replay(patches);
  expect(text === written(patches), `seed ${seed}`).toBe(true);
}, 60_000);
