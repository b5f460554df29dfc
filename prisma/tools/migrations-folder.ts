import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MigrationList } from '@prisma/schema-engine-wasm';

const root = dirname(import.meta.dirname);
export const schema = join(root, 'schema.prisma');
export const migrations = join(root, 'migrations');

/** The migrations as the schema engine wants to be told of them. */
export function listMigrations(): MigrationList {
  const names = readdirSync(migrations, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return {
    baseDir: migrations,
    lockfile: { path: 'migration_lock.toml', content: readFileSync(join(migrations, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: names
      .map(({ name }) => name)
      .toSorted()
      .map((name) => {
        const value = readFileSync(join(migrations, name, 'migration.sql'), 'utf8');
        return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } };
      }),
  };
}
