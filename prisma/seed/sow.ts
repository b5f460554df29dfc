import { createAccountStore } from '../../server/adapters/prisma/account-store.ts';
import type { PrismaClient } from '../../server/adapters/prisma/open-database.ts';
import { createRoomArchive } from '../../server/adapters/prisma/room-archive.ts';
import { createRoomRecords } from '../../server/adapters/prisma/room-records.ts';
import { createSessionDirectory } from '../../server/adapters/prisma/session-directory.ts';
import type { Person } from '../../server/domain/room.ts';
import type { Accounts } from '../../server/people/accounts/accounts.ts';
import { register } from '../../server/people/accounts/register.ts';
import { invitation } from '../../server/people/notifications/notification.ts';
import type { NewSession } from '../../server/people/sessions/ports.ts';
import { sessionId } from '../../server/protocol/ids.ts';
import { defaultSettings, defaultTimerConfig } from '../../server/protocol/defaults.ts';
import { pastSessions, type PastSession } from './past-sessions.ts';
import { play, seedId } from './story.ts';

const dayMs = 86_400_000;
export const demoPassword = 'study together';
const demoPeople = ['Alice', 'Bob', 'Carol', 'Dave'] as const;

export interface Field {
  prisma: PrismaClient;
  accounts: Omit<Accounts, 'store'>;
  newSecret: () => string;
}

async function demoPerson({ prisma, accounts }: Field, name: string, now: number): Promise<Person> {
  const store = createAccountStore(prisma);
  const username = name.toLowerCase();
  const body = { username, password: demoPassword, name };
  if (!(await store.findByUsername(username))) await register({ ...accounts, store }, body, { caller: null, now });
  const account = await store.findByUsername(username);
  if (!account) throw new Error(`${username} could not be registered`);
  return { userId: account.id, name: account.name, avatarUrl: account.avatarUrl };
}

type Sown = Pick<NewSession, 'title' | 'description' | 'type' | 'subject' | 'tags' | 'scheduledAt' | 'createdAt'> & {
  key: string;
  owner: Person;
  isPublic: boolean;
  invited?: Person[];
};

/** Whether the session is new: one that is there already stays as it is. */
async function createOnce(field: Field, { key, isPublic, invited = [], ...session }: Sown): Promise<boolean> {
  const directory = createSessionDirectory(field.prisma);
  const id = sessionId.parse(seedId('session', key));
  if (await directory.card(id)) return false;
  const { title, owner, createdAt } = session;
  const maxParticipants = session.type === 'ONE_ON_ONE' ? 2 : defaultSettings.maxParticipants;
  await directory.create({
    ...session,
    id,
    inviteSecret: field.newSecret(),
    settings: { ...defaultSettings, isPublic, maxParticipants },
    timer: defaultTimerConfig,
    invitations: invited.map(({ userId }) => {
      const about = { sessionId: id, title };
      return { userId, notification: invitation(seedId(key, userId), about, owner.name, createdAt) };
    }),
  });
  return true;
}

/** A session that is over, recorded as if it had taken place: rows, history and analytics come from the recorder. */
async function takePlace(field: Field, { key, steps, daysAgo, ...session }: PastSession, now: number): Promise<void> {
  const createdAt = now - daysAgo * dayMs;
  if (!(await createOnce(field, { ...session, key, createdAt, scheduledAt: null, isPublic: true }))) return;
  const id = sessionId.parse(seedId('session', key));
  const start = await createRoomArchive(field.prisma).load(id);
  if (!start) throw new Error(`The session ${key} was not created`);
  const { stored, commits } = play(start, createdAt, steps);
  const records = createRoomRecords(field.prisma, {
    notify: () => {},
    onPublicChange: () => {},
    newId: field.accounts.newId,
  });
  await records.record(id, null, commits);
  await records.saveSnapshot(id, stored, true);
}

/** Demo people and sessions. What is there already is left alone, so sowing again adds only what is missing. */
export async function sow(field: Field, now: number): Promise<readonly string[]> {
  const people: Person[] = [];
  for (const name of demoPeople) people.push(await demoPerson(field, name, now));
  const [alice, bob, carol] = people as [Person, Person, Person];
  for (const session of pastSessions(alice, bob, carol)) await takePlace(field, session, now);

  const common = { createdAt: now, description: null };
  await createOnce(field, {
    ...common,
    key: 'revision',
    title: 'Revision: organic chemistry',
    description: 'Reaction mechanisms, chapters 4 to 6.',
    type: 'GROUP',
    subject: 'Chemistry',
    tags: ['exam', 'mechanisms'],
    scheduledAt: now + dayMs,
    owner: alice,
    isPublic: false,
    invited: [bob, carol],
  });
  await createOnce(field, {
    ...common,
    key: 'library',
    title: 'The open library',
    description: 'Come in, sit down, work in silence. The timer runs for everybody.',
    type: 'GROUP',
    subject: null,
    tags: ['quiet'],
    scheduledAt: null,
    owner: carol,
    isPublic: true,
  });
  return demoPeople.map((name) => name.toLowerCase());
}
