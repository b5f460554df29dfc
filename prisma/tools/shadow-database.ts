import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { SqlMigrationAwareDriverAdapterFactory, SqlQuery } from '@prisma/driver-adapter-utils';
import { Pool } from 'pg';
import { pglitePool, servePGlite } from '../../server/adapters/prisma/serve-pglite.ts';

const charOid = 18;
const blankPaddedCharOid = 1042;

type PgAdapter = Awaited<ReturnType<PrismaPg['connect']>>;
/** Private to the adapter, and the only place where a column's type can be seen before it is refused. */
type PerformIo = (query: SqlQuery) => Promise<{ fields: { dataTypeID: number }[] }>;

/** Mends what the schema engine needs of a PrismaPg adapter and queries never do. */
function forMigrations(adapter: PgAdapter, pool: Pool): PgAdapter {
  // PrismaPg splits a script at its semicolons; PostgreSQL takes it whole.
  adapter.executeScript = async (script) => {
    await pool.query(script);
  };
  // PrismaPg does not know the system type "char" of the catalogue: let it pass as char(n), then name it Character.
  const perform: PerformIo = adapter['performIO'].bind(adapter);
  const queryRaw = adapter.queryRaw.bind(adapter);
  const charColumns = new WeakMap<SqlQuery, number[]>();
  const performKnowingChar: PerformIo = async (query) => {
    const result = await perform(query);
    const chars = result.fields.flatMap(({ dataTypeID }, index) => (dataTypeID === charOid ? [index] : []));
    for (const field of result.fields) if (field.dataTypeID === charOid) field.dataTypeID = blankPaddedCharOid;
    charColumns.set(query, chars);
    return result;
  };
  adapter['performIO'] = performKnowingChar;
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const index of charColumns.get(query) ?? []) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  return adapter;
}

/** An empty PostgreSQL in memory in which the engine replays migrations: no server, no download. */
export async function openShadowDatabase(): Promise<{
  factory: SqlMigrationAwareDriverAdapterFactory;
  close(): Promise<void>;
}> {
  const socketDir = await mkdtemp(join(tmpdir(), 'carrel-shadow-'));
  const stop = await servePGlite({ socketDir });
  const pool = new Pool(pglitePool(socketDir));
  const connect = async () => forMigrations(await new PrismaPg(pool).connect(), pool);
  return {
    factory: { provider: 'postgres', adapterName: '@prisma/adapter-pg', connect, connectToShadowDb: connect },
    close: async () => {
      await pool.end();
      await stop();
      await rm(socketDir, { recursive: true });
    },
  };
}
