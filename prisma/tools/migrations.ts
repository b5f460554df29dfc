// Writes and verifies migrations with no server and no download.
//
//   node prisma/tools/migrations.ts new NAME    writes what schema.prisma has and the migrations have not
//   node prisma/tools/migrations.ts check       exits 2 when they differ
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listMigrations, migrations, schema } from './migrations-folder.ts';
import { startSchemaEngine } from './schema-engine.ts';
import { openShadowDatabase } from './shadow-database.ts';

/** The SQL that leads from the migrations to the schema; null when there is nothing to do. */
async function difference(): Promise<string | null> {
  const shadow = await openShadowDatabase();
  try {
    const engine = await startSchemaEngine(shadow.factory);
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'migrations', ...listMigrations() },
      to: { tag: 'schemaDatamodel', files: [{ path: schema, content: readFileSync(schema, 'utf8') }] },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 0 ? null : stdout;
  } finally {
    await shadow.close();
  }
}

async function check(): Promise<void> {
  const sql = await difference();
  if (sql === null) return console.log('The migrations make what schema.prisma says.');
  console.error(
    `schema.prisma and prisma/migrations differ; \`node prisma/tools/migrations.ts new NAME\` writes:\n${sql}`,
  );
  process.exitCode = 2;
}

async function write(name: string, now: Date): Promise<void> {
  const sql = await difference();
  if (sql === null) return console.log('There is nothing to migrate.');
  const directory = join(migrations, `${now.toISOString().replaceAll(/\D/g, '').slice(0, 14)}_${name}`);
  mkdirSync(directory);
  writeFileSync(join(directory, 'migration.sql'), sql);
  console.log(`Wrote ${directory}`);
}

const [command, name] = process.argv.slice(2);
if (command === 'check') await check();
else if (command === 'new' && name !== undefined && /^[a-z][a-z0-9_]*$/.test(name)) await write(name, new Date());
else {
  console.error('Usage: migrations.ts check | new NAME (a-z, 0-9, _)');
  process.exitCode = 1;
}
