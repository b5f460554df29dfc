import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
// Node loads the module's WASM itself.
import { SchemaEngine } from '@prisma/schema-engine-wasm';

/**
 * Prisma's schema engine in its WASM build. The native one is downloaded on first use, which closed networks do not
 * allow; this one is the same engine from the package registry, pinned to the version of the installed Prisma.
 */
export async function startSchemaEngine(database: SqlMigrationAwareDriverAdapterFactory): Promise<SchemaEngine> {
  // Where the engine leaves the message of a Rust panic before it traps.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => console.error(`Schema engine: ${message}`) },
  });
  return SchemaEngine.new({ datamodels: undefined }, () => {}, bindMigrationAwareSqlAdapterFactory(database));
}
