import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const spec = readFileSync(join(import.meta.dirname, '../../server/domain/SPEC.md'), 'utf8');
const tests = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
  .join('\n');

const idsIn = (text: string, pattern: RegExp) =>
  [...new Set([...text.matchAll(pattern)].map(([, id]) => id!))].toSorted();

test('every rule of SPEC.md has a test, and every test a rule', () => {
  const rules = idsIn(spec, /^- \*\*([A-Z]\d+)\*\*/gm);
  expect(rules.length).toBeGreaterThan(50);
  expect(idsIn(tests, /\[([A-Z]\d+)\]/g)).toEqual(rules);
});
