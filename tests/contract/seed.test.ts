import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoPassword, sow, type Field } from '../../prisma/seed/sow.ts';
import { createPasswords } from '../../server/adapters/argon2/passwords.ts';
import { createAccountStore } from '../../server/adapters/prisma/account-store.ts';
import type { Database } from '../../server/adapters/prisma/open-database.ts';
import { createRoomArchive } from '../../server/adapters/prisma/room-archive.ts';
import { createSessionDirectory } from '../../server/adapters/prisma/session-directory.ts';
import { login } from '../../server/people/accounts/register.ts';
import { sessionId } from '../../server/protocol/ids.ts';
import { listQuery } from '../../server/protocol/rest/sessions.ts';
import { databaseKinds, openTestDatabase } from '../support/database.ts';

describe.each(databaseKinds)('the demo, %s', (kind) => {
  const now = Date.UTC(2026, 4, 8, 12);
  let database: Database;
  let field: Field;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
    const accounts = {
      passwords: createPasswords(),
      secret: createSecretKey(randomBytes(32)),
      newId: randomUUID,
      newToken: randomUUID,
      onIssued: () => {},
      onRevoked: () => {},
      onLook: async () => {},
    };
    field = { prisma: database.prisma, accounts, newSecret: randomUUID };
    await sow(field, now);
  });
  afterAll(() => database.close());

  async function signedInAs(username: string) {
    const accounts = { ...field.accounts, store: createAccountStore(database.prisma) };
    const outcome = await login(accounts, { username, password: demoPassword }, now);
    if (!outcome.ok) throw new Error(outcome.refusal.message);
    return outcome.value.user.id;
  }

  async function rowsOf() {
    const { user, studySession, sessionMessage, timerPhase, notification } = database.prisma;
    return {
      users: await user.findMany({ orderBy: { id: 'asc' } }),
      sessions: await studySession.findMany({ orderBy: { id: 'asc' } }),
      messages: await sessionMessage.count(),
      phases: await timerPhase.count(),
      notifications: await notification.count(),
    };
  }

  test('lets people log in and find what is planned and what was', async () => {
    const directory = createSessionDirectory(database.prisma);
    const alice = await signedInAs('alice');
    const { items } = await directory.history(alice, listQuery.parse({}));
    expect(items.map(({ card }) => card.title)).toEqual(['Linear algebra, sheet 7', 'Essay sprint']);
    const [algebra, essay] = items;
    expect(algebra?.analytics).toMatchObject({
      totalMessages: 4,
      totalParticipants: 3,
      goalsTotal: 3,
      goalsCompleted: 2,
      completedWorkPhases: 2,
    });
    // Alice and Bob were there for both pomodoros, Carol came six minutes into the first.
    expect(algebra?.analytics?.focusMs).toBe((2 * 50 + 44) * 60_000);
    expect(essay?.analytics).toMatchObject({ totalParticipants: 2, completedWorkPhases: 1 });
    expect((await directory.list(await signedInAs('bob'), listQuery.parse({ status: 'SCHEDULED' }))).total).toBe(1);
    expect((await directory.browse(await signedInAs('dave'), listQuery.parse({}))).total).toBe(1);
  });

  test('has rooms as the server would have left them', async () => {
    const sessions = await database.prisma.studySession.findMany({ where: { status: 'COMPLETED' } });
    for (const { id } of sessions) {
      const room = await createRoomArchive(database.prisma).load(sessionId.parse(id));
      expect(room).toMatchObject({ released: true, room: { state: { status: 'COMPLETED' } } });
    }
  });

  test('sown again is the same', async () => {
    const before = await rowsOf();
    await sow(field, now + 3_600_000);
    expect(await rowsOf()).toEqual(before);
  });
});
