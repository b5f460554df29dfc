import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = dirname(dirname(import.meta.dirname));

/** Changes when a template made earlier must not, or could not, be used again. */
function fingerprint(kind: string): string {
  const inputs = ['prisma/migrations/*/*.sql', 'node_modules/@electric-sql/pglite/package.json'];
  const hash = createHash('sha256').update(`${kind} ${process.getuid?.()}`);
  for (const file of globSync(inputs, { cwd: root }).toSorted()) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 16);
}

/**
 * A directory that `make` fills once for all test runs, until the migrations change; whoever needs it takes a copy.
 * Test files run beside each other: each makes its own if there is none, and the first to finish gives it its name.
 */
export async function template(kind: string, make: (directory: string) => Promise<void>): Promise<string> {
  const directory = join(tmpdir(), `carrel-template-${fingerprint(kind)}`);
  if (existsSync(directory)) return directory;
  const draft = await mkdtemp(join(tmpdir(), 'carrel-draft-'));
  await make(draft);
  await rename(draft, directory).catch(() => rm(draft, { recursive: true }));
  return directory;
}
