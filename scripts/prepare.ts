// Makes what the server needs and Git does not hold: the Prisma client and the built web client. Each is made anew only
// when its inputs changed, so that this can stand before every `npm start` (tens of milliseconds when nothing changed).
//
//   node scripts/prepare.ts [prisma|web]... [--force]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Product {
  inputs: string[];
  /** Must exist for the product to count as made. */
  output: string;
  command: string[];
  env?: Record<string, string>;
}

const products = {
  prisma: {
    inputs: ['prisma/schema.prisma', 'node_modules/prisma/package.json'],
    output: 'server/adapters/prisma/generated/client.ts',
    command: ['node_modules/prisma/build/index.js', 'generate'],
    env: {
      // `generate` never starts the schema engine, and the CLI downloads one only if this names none.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  },
  web: {
    inputs: ['client/**/*.*', 'server/{protocol,domain}/**/*.ts', 'vite.config.ts', 'package-lock.json'],
    output: 'dist/web/index.html',
    command: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
  },
} satisfies Record<string, Product>;

function fingerprint(inputs: string[]): string {
  const hash = createHash('sha256');
  for (const file of globSync(inputs).toSorted())
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function make(name: string, product: Product, force: boolean): void {
  const stamp = join('dist', `${name}.stamp`);
  const wanted = fingerprint(product.inputs);
  const made = existsSync(product.output) && existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
  if (made === wanted && !force) return;

  const { status, error, stdout, stderr } = spawnSync(process.execPath, product.command, {
    encoding: 'utf8',
    env: { ...process.env, ...product.env },
  });
  if (status !== 0) {
    console.error(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`);
    console.error(`Could not make ${product.output} (${product.command.join(' ')})`);
    process.exit(1);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

process.chdir(dirname(import.meta.dirname));
const force = process.argv.includes('--force');
const asked = process.argv.slice(2).filter((argument) => argument !== '--force');
for (const [name, product] of Object.entries(products)) {
  if (asked.length === 0 || asked.includes(name)) make(name, product, force);
}
