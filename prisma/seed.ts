// Fills the database that the environment names with demo people and sessions: `npm run seed`, as often as one likes.
import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { createPasswords } from '../server/adapters/argon2/passwords.ts';
import { openDatabase } from '../server/adapters/prisma/open-database.ts';
import { DataDirInUseError } from '../server/adapters/sqlite/open-file.ts';
import { openRoomStore } from '../server/adapters/sqlite/room-store.ts';
import { readConfig } from '../server/config.ts';
import { demoPassword, sow } from './seed/sow.ts';

const { databaseUrl, dataDir } = readConfig(process.env);
const log = { info: () => {}, error: (entry: unknown) => console.error(entry) };

async function seed(): Promise<void> {
  // Not for the rooms, but for the lock: PGlite's files bear one process only.
  const lock = openRoomStore({ dataDir, now: Date.now });
  const database = await openDatabase({ databaseUrl, dataDir, log });
  const field = {
    prisma: database.prisma,
    accounts: {
      passwords: createPasswords(),
      // The tokens of these registrations are thrown away.
      secret: createSecretKey(randomBytes(32)),
      newId: randomUUID,
      newToken: () => randomBytes(32).toString('base64url'),
      onRevoked: () => {},
      onIssued: () => {},
      onLook: async () => {},
    },
    newSecret: () => randomBytes(18).toString('base64url'),
  };
  const usernames = await sow(field, Date.now());
  await database.close();
  await lock.close();
  console.log(`Log in as ${usernames.join(', ')} with the password "${demoPassword}".`);
}

await seed().catch((error: unknown) => {
  if (!(error instanceof DataDirInUseError)) throw error;
  console.error(`${error.message}. Stop it, sow, and start it again.`);
  process.exitCode = 1;
});
