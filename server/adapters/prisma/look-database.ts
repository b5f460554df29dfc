import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.ts';
import { openDatabase } from './open-database.ts';
import { patience } from './room-recordset.ts';
import { pglitePool, socketPath } from './serve-pglite.ts';

export type DatabaseLook = { readonly prisma: PrismaClient; close(): Promise<void> };

/** As the embedded database of a running server has it, if its path is not too long for one: see embedded-postgres.ts. */
const socketDirOf = (dataDir: string) => join(resolve(dataDir), 'run');

/** Whether a running server has its embedded database in this DATA_DIR. */
export async function servesEmbedded(dataDir: string): Promise<boolean> {
  const socket = connect(socketPath(socketDirOf(dataDir)));
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    // No such socket, or one that a killed process left: nobody is there.
    return false;
  } finally {
    socket.destroy();
  }
}

/**
 * The database for who only reads. The server that has the embedded one is asked; if none is running, a copy of its files
 * is opened, since opening them writes to them.
 */
export async function lookAtDatabase(databaseUrl: string | undefined, dataDir: string): Promise<DatabaseLook> {
  if (databaseUrl) {
    const options = '-c TimeZone=UTC -c default_transaction_read_only=on';
    return asked({ connectionString: databaseUrl, options, connectionTimeoutMillis: 5_000, max: 2 });
  }
  if (await servesEmbedded(dataDir)) return asked(pglitePool(socketDirOf(dataDir)));
  const copy = await mkdtemp(join(tmpdir(), 'carrel-look-'));
  const remove = () => rm(copy, { recursive: true, force: true });
  try {
    await cp(join(dataDir, 'pglite'), join(copy, 'pglite'), { recursive: true });
    const database = await openDatabase({ dataDir: copy, log: { info: () => {}, error: () => {} } });
    const close = async () => {
      await database.close();
      await remove();
    };
    return { prisma: database.prisma, close };
  } catch (error) {
    await remove();
    throw error;
  }
}

function asked(pool: ConstructorParameters<typeof PrismaPg>[0]): DatabaseLook {
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions: patience });
  return { prisma, close: () => prisma.$disconnect() };
}
