import { apiOf, connectPlain, newGuest, newSession, type Guest, type NewSession } from './plain-client.ts';
import { uuid } from './rooms.ts';

/** What somebody can be to a session, over REST. Who is nobody has no token. */
export const standings = ['nobody', 'outsider', 'invited', 'member', 'coHost', 'host', 'removed'] as const;
export type Standing = (typeof standings)[number];

export type StudyGroup = Record<Exclude<Standing, 'nobody'>, Guest>;

export async function newGroup(url: string): Promise<StudyGroup> {
  const guest = (name: string) => newGuest(url, name);
  return {
    outsider: await guest('Oscar'),
    invited: await guest('Ines'),
    member: await guest('Max'),
    coHost: await guest('Cora'),
    host: await guest('Hana'),
    removed: await guest('Ron'),
  };
}

let commands = 0;
export const freshCommand = () => uuid('a command of', process.pid, (commands += 1));

/** A session that has not started, to which everybody is what their name says. */
export async function newGroupSession(url: string, group: StudyGroup, body: object = {}): Promise<NewSession> {
  const call = apiOf(url);
  const session = await newSession(url, group.host, { inviteUserIds: [group.invited.userId], ...body });
  const { id: sessionId, invite } = session;
  for (const { token } of [group.member, group.coHost, group.removed]) {
    await call('POST', `/api/study-sessions/${sessionId}/join`, { token, body: { invite } });
  }
  const host = await connectPlain(url, group.host, { sessionId });
  const say = async (event: string, args: object) => {
    const ack = await host.ask(event, { sessionId, commandId: freshCommand(), ...args });
    if (!ack.ok) throw new Error(`${event}: ${JSON.stringify(ack)}`);
  };
  await say('participant:setRole', { userId: group.coHost.userId, role: 'CO_HOST' });
  await say('participant:remove', { userId: group.removed.userId });
  host.close();
  return session;
}
