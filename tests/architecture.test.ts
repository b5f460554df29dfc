import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { importBreaches } from '../scripts/import-rules.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A tree of the given files, beside what the cases import. */
function tree(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'carrel-imports-'));
  folders.push(root);
  const packages = {
    'package.json': '{ "dependencies": { "zod": "1", "kept": "1" }, "devDependencies": { "tool": "1" } }',
    'node_modules/zod/index.js': '',
    'node_modules/kept/index.js': '',
    'node_modules/tool/index.js': '',
  };
  for (const [path, text] of Object.entries({ ...packages, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** What the rules say when `from` imports `to` with the given statement. */
function imports(from: string, to: string, statement = `export * from '${specifier(from, to)}';`): Promise<string[]> {
  return importBreaches(tree({ ...(to.includes('/') ? { [to]: 'export type T = 1;' } : {}), [from]: statement }));
}

function specifier(from: string, to: string): string {
  return to.includes('/') ? `${'../'.repeat(from.split('/').length - 1)}${to}` : to;
}

test('the tree keeps the import rules', async () => {
  expect(await importBreaches(dirname(import.meta.dirname))).toEqual([]);
});

describe('a breach is found', () => {
  test.each([
    ['server/protocol/a.ts', 'server/domain/b.ts', 'server/protocol is pure'],
    ['server/protocol/a.ts', 'kept', 'server/protocol is pure'],
    ['server/protocol/a.ts', 'node:fs', 'server/protocol is pure'],
    ['server/domain/a.ts', 'server/rooms/b.ts', 'server/domain is pure'],
    ['server/domain/a.ts', 'zod', 'server/domain is pure'],
    ['server/domain/a.ts', 'node:crypto', 'server/domain is pure'],
    ['server/rooms/a.ts', 'server/gateway/b.ts', 'server/rooms knows'],
    ['server/rooms/a.ts', 'server/people/b.ts', 'server/rooms knows'],
    ['server/rooms/a.ts', 'server/adapters/sqlite/b.ts', 'server/rooms knows'],
    ['server/docs/a.ts', 'server/rooms/b.ts', 'server/docs knows'],
    ['server/media/a.ts', 'server/adapters/redis/b.ts', 'server/media knows'],
    ['server/people/a.ts', 'server/adapters/prisma/b.ts', 'server/people knows'],
    ['server/gateway/a.ts', 'server/adapters/redis/b.ts', 'server/gateway knows'],
    ['server/gateway/socket/a.ts', 'server/main.ts', 'nobody imports main'],
    ['server/config.ts', 'server/composition/b.ts', 'nobody imports main or the composition'],
    ['server/adapters/redis/a.ts', 'server/gateway/b.ts', 'server/adapters knows'],
    [
      'server/config.ts',
      'server/adapters/redis/b.ts',
      'only the composition, main and the command line import adapters',
    ],
    ['server/main.ts', 'tests/support/b.ts', 'the product needs no tests and no scripts'],
    ['server/main.ts', 'tool', 'the server runs without development packages'],
    ['server/main.ts', 'nowhere', 'imports resolve'],
    ['client/sdk/a.ts', 'server/rooms/b.ts', 'client/sdk knows'],
    ['client/sdk/a.ts', 'client/web/b.ts', 'client/sdk knows'],
    ['client/web/a.tsx', 'server/config.ts', 'client/web knows'],
  ])('%s → %s: %s', async (from, to, rule) => {
    expect(await imports(from, to)).toContainEqual(expect.stringContaining(rule));
  });

  test('a type alone', async () => {
    const statement = `import type { T } from '../rooms/b.ts';\nexport type U = T;`;
    expect(await imports('server/domain/a.ts', 'server/rooms/b.ts', statement)).toContainEqual(
      expect.stringContaining('server/domain is pure'),
    );
  });

  test('a dynamic import', async () => {
    const statement = `export const later = () => import('../rooms/b.ts');`;
    expect(await imports('server/domain/a.ts', 'server/rooms/b.ts', statement)).toContainEqual(
      expect.stringContaining('server/domain is pure'),
    );
  });

  test('a cycle', async () => {
    const files = { 'server/domain/a.ts': `export * from './b.ts';`, 'server/domain/b.ts': `export * from './a.ts';` };
    expect(await importBreaches(tree(files))).toContainEqual(expect.stringContaining('no cycles'));
  });

  test('a tree without sources', async () => {
    await expect(importBreaches(tree({}))).rejects.toThrow('No sources');
  });
});

describe('what the design allows passes', () => {
  test.each([
    ['server/protocol/a.ts', 'zod'],
    ['server/domain/a.ts', 'server/protocol/b.ts'],
    ['server/rooms/a.ts', 'server/domain/b.ts'],
    ['server/rooms/a.ts', 'node:timers'],
    ['server/people/a.ts', 'server/adapters/prisma/generated/client.ts'],
    ['server/gateway/rest/a.ts', 'server/people/b.ts'],
    ['server/gateway/rest/a.ts', 'kept'],
    ['server/adapters/sqlite/a.ts', 'server/rooms/ports.ts'],
    ['server/main.ts', 'server/composition/b.ts'],
    ['server/composition/a.ts', 'server/adapters/sqlite/b.ts'],
    ['server/domain/a.test.ts', 'node:assert'],
    ['client/sdk/a.ts', 'server/domain/b.ts'],
    ['client/web/a.tsx', 'client/sdk/b.ts'],
    ['client/web/a.tsx', 'tool'],
    ['tests/a.ts', 'server/gateway/b.ts'],
  ])('%s → %s', async (from, to) => {
    expect(await imports(from, to)).toEqual([]);
  });
});
