#!/usr/bin/env node
// `carrel`: started with whatever Node npx has, which may be an older one than what runs Carrel. Plain JavaScript for
// that reason, and nothing but the way to Node 24, which `npm ci` brings along as the package `node`.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = new URL('../server/cli/main.ts', import.meta.url);
const [major = 0] = process.versions.node.split('.').map(Number);

if (major >= 24) {
  const { carrel } = await import(main.href);
  process.exitCode = await carrel(process.argv.slice(2));
} else {
  const packaged = createRequire(import.meta.url).resolve('node/package.json');
  const { status } = spawnSync(
    join(packaged, '../bin/node'),
    [fileURLToPath(import.meta.url), ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
}
