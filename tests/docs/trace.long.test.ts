import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { paper, replay, written, type Patch } from '../support/documents/traces.ts';

/**
 * A recorded history of somebody's keystrokes (github.com/josephg/editing-traces, sequential traces, gzipped), such as
 * `TRACE=automerge-paper.json.gz npm run test:long -- tests/docs/trace.long.test.ts`. Without one a made-up one as long.
 */
const file = process.env['TRACE'];
const edits = 260_000;

type Trace = { startContent: string; endContent: string; txns: { patches: Patch[] }[] };

function load(path: string): { patches: Patch[]; expected: string } {
  const { startContent, endContent, txns } = JSON.parse(gunzipSync(readFileSync(path)).toString()) as Trace;
  return { patches: [[0, 0, startContent], ...txns.flatMap(({ patches }) => patches)], expected: endContent };
}

function makeUp(): { patches: Patch[]; expected: string } {
  const patches = [...paper(edits, 1)];
  return { patches, expected: written(patches) };
}

test('a paper, keystroke by keystroke, arrives to the letter and is there after a restart', async () => {
  const { patches, expected } = file ? load(file) : makeUp();
  const { text, seconds } = await replay(patches);
  console.log(`${patches.length} edits in ${seconds.toFixed(1)} s, ${text.length} characters`);
  expect(text === expected, 'the exact final text').toBe(true);
});
