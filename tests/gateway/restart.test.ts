import { expect, test } from 'vitest';
import { openDatabase } from '../../server/adapters/prisma/open-database.ts';
import { freshDataDir, quiet } from '../support/database.ts';
import { newGuest, newSession } from '../support/plain-client.ts';
import { removeDataDir, startServerProcess } from '../support/server-process.ts';
import { codeOf, joinedAt, visit, type Visitor } from '../support/visitor.ts';

const workMs = 1_000;
const env = { RATE_LIMITS: 'off' };
const lastCursor = (visitor: Visitor) => ({ epoch: 1, rev: visitor.commits.at(-1)?.rev ?? joinedAt(visitor).rev });

// For whoever keeps the page open a restart is a cut of the network: a phase that ended meanwhile counts, once.
test.each(['SIGTERM', 'SIGKILL'] as const)(
  'a restart by %s takes nothing from those who stay: role, hand, mute, attendance, the phase that ended meanwhile',
  { timeout: 120_000 },
  async (signal) => {
    const dataDir = await freshDataDir();
    const before = await startServerProcess({ dataDir, env });
    const people = await Promise.all(['Ann', 'Bob', 'Cleo'].map((name) => newGuest(before.url, name)));
    const session = await newSession(before.url, people[0]!);
    const auth = { sessionId: session.id, invite: session.invite };
    const [ann, bob, cleo] = (await Promise.all(people.map((one) => visit(before.url, one, auth)))) as [
      Visitor,
      Visitor,
      Visitor,
    ];
    await ann.command('session:start');
    await ann.command('participant:setRole', { userId: bob.userId, role: 'CO_HOST' });
    await bob.command('participant:raiseHand');
    await ann.command('participant:setChatMuted', { userId: cleo.userId, muted: true });
    await ann.command('timer:configure', { config: { workMs, autoStartBreak: false } });
    const started = await ann.command('timer:start');
    const endsAt = Date.now() + workMs;
    await expect
      .poll(() => [ann, bob, cleo].map(lastCursor))
      .toEqual([ann, bob, cleo].map(() => ({ epoch: 1, rev: started.rev })));
    expect(await before.end(signal)).toBe(signal === 'SIGTERM' ? 0 : null);
    await expect.poll(() => Date.now(), { timeout: 5_000 }).toBeGreaterThan(endsAt);

    const after = await startServerProcess({ dataDir, port: before.port, env });
    const back = await Promise.all(people.map((one) => visit(after.url, one, { ...auth, since: lastCursor(ann) })));
    const events = () => {
      const [first] = back;
      const all = [...(joinedAt(first!).commits ?? []), ...first!.commits];
      return all.flatMap((commit) => commit.events);
    };
    const completed = () => events().filter(({ type }) => type === 'timer.phaseCompleted');
    await expect.poll(completed, { timeout: 15_000 }).toHaveLength(1);
    expect(completed()).toMatchObject([{ phase: 'WORK', completedWorkPhases: 1 }]);
    const [phase] = completed() as { participantIds: string[]; startedAt: number; endsAt: number }[];
    expect(phase!.participantIds.toSorted()).toEqual(people.map(({ userId }) => userId).toSorted());
    expect(phase!.endsAt - phase!.startedAt).toBe(workMs);

    const types = events().map(({ type }) => type as string);
    expect(types.filter((type) => /left|roleChanged|host\.changed|handLowered|chatMuted/.test(type))).toEqual([]);
    const { snapshot } = joinedAt(await visit(after.url, people[0]!, auth));
    const shown = (visitor: Visitor) => snapshot!.participants[visitor.userId as never]!;
    expect(shown(ann)).toMatchObject({ status: 'JOINED', presence: 'ONLINE', role: 'HOST' });
    expect(shown(bob)).toMatchObject({
      status: 'JOINED',
      presence: 'ONLINE',
      role: 'CO_HOST',
      handRaisedAt: expect.any(Number),
    });
    expect(shown(cleo)).toMatchObject({ status: 'JOINED', presence: 'ONLINE', chatMuted: true });
    expect(codeOf(await back[0]!.command('session:end'))).toBe('OK');
    for (const one of back) one.close();
    expect(await after.end('SIGTERM')).toBe(0);

    const database = await openDatabase({ dataDir, log: quiet });
    const intervals = await database.prisma.attendanceInterval.findMany({ where: { sessionId: session.id } });
    await database.close();
    await removeDataDir(dataDir);
    // One interval each, that the restart did not interrupt.
    expect(intervals).toHaveLength(people.length);
    expect(new Set(intervals.map(({ userId }) => userId))).toEqual(new Set(people.map(({ userId }) => userId)));
  },
);
