import { randomInt, randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyCommit, toWire } from '../../server/domain/apply.ts';
import { fold } from '../../server/domain/fold.ts';
import type { Person, StoredCommit } from '../../server/domain/room.ts';
import type { AnyCommand } from '../../server/domain/decide.ts';
import { deadlines } from '../../server/domain/deadlines.ts';
import { memoryArchive } from '../support/memory-archive.ts';
import { memoryData, memoryRoomStore } from '../support/memory-room-store.ts';
import { breaches, stepBreaches } from '../support/room-invariants.ts';
import { roomNode } from '../support/room-node.ts';
import { ann, bob, cleo, roomOf, t0 } from '../support/rooms.ts';

const people = [ann, bob, cleo];
const commands: AnyCommand[] = [
  { type: 'session:start' },
  { type: 'timer:start' },
  { type: 'timer:pause' },
  { type: 'timer:resume' },
  { type: 'timer:skip' },
  { type: 'timer:reset' },
  { type: 'timer:configure', config: { workMs: 20_000, autoStartWork: true } },
  { type: 'room:lock' },
  { type: 'room:unlock' },
  { type: 'chat:send', content: 'hello' },
  { type: 'goal:add', title: 'Read a chapter' },
  { type: 'participant:raiseHand' },
  { type: 'participant:lowerHand' },
  { type: 'participant:transferHost', userId: bob.userId },
  { type: 'participant:setRole', userId: cleo.userId, role: 'CO_HOST' },
  { type: 'participant:remove', userId: cleo.userId },
  { type: 'participant:readmit', userId: cleo.userId },
];

/** One thing that happens: on one of two nodes, after some time. */
const step = fc.record({
  node: fc.nat(1),
  afterMs: fc.nat(15_000),
  act: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('command' as const),
        by: fc.nat(2),
        command: fc.nat(commands.length - 1),
        again: fc.boolean(),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('come' as const, 'go' as const), by: fc.nat(2) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          'failBefore' as const,
          'failAfter' as const,
          'conflict' as const,
          'forget' as const,
          'restart' as const,
          'due' as const,
        ),
      }),
    },
  ),
});

// Two writers take turns and race, writes fail before and after they landed, caches are stale, a node starts anew: what
// was acknowledged is in the log exactly once, and every rule holds after every commit.
test('competing writers, failing writes and stale caches keep every rule', { timeout: 60_000 }, async () => {
  const seed = randomInt(2 ** 31);
  let commits = 0;
  let conflicts = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80, size: 'max' }), async (steps) => {
      const clock = { now: t0 };
      const room = roomOf();
      const data = memoryData();
      const store = memoryRoomStore({ now: () => clock.now, data });
      const archive = memoryArchive(room);
      const start = (name: string) => roomNode({ store, archive, room, node: name });
      const nodes = [start('n1'), start('n2')] as const;
      const acknowledged = new Map<string, number>();
      const broken: string[] = [];
      const connected = new Map<string, { person: Person; node: number }>();
      let pending: Promise<unknown>[] = [];

      await nodes[0].come(ann);
      await nodes[1].come(bob);
      for (const { node: index, afterMs, act } of steps) {
        clock.now += afterMs;
        const node = nodes[index]!;
        switch (act.kind) {
          case 'command': {
            const person = people[act.by]!;
            const commandId = randomUUID();
            const asked = async () => {
              for (const at of act.again ? [node, nodes[1 - index]!] : [node]) {
                const performed = await at.by(person, commands[act.command]!, commandId);
                if (!performed.ok || performed.answer.rev === 0) continue;
                const { rev } = performed.answer;
                const before = acknowledged.get(`${person.userId} ${commandId}`);
                if (before !== undefined && performed.repeated && rev !== before)
                  broken.push(`${commandId}: another answer`);
                if (before === undefined) acknowledged.set(`${person.userId} ${commandId}`, rev);
              }
            };
            pending.push(asked());
            break;
          }
          case 'come': {
            const person = people[act.by]!;
            const connectionId = randomUUID();
            connected.set(connectionId, { person, node: index });
            pending.push(node.come(person, connectionId));
            break;
          }
          case 'go': {
            const [connectionId] = [...connected].find(([, one]) => one.person === people[act.by]) ?? [];
            if (!connectionId) break;
            connected.delete(connectionId);
            pending.push(node.tell({ type: 'connection:close', connectionId: connectionId as never }));
            break;
          }
          case 'failBefore':
            store.failNextCommit('before');
            break;
          case 'failAfter':
            store.failNextCommit('after');
            break;
          case 'conflict':
            store.serveConflicts(2);
            break;
          case 'forget':
            node.live()?.forget();
            break;
          case 'restart':
            await Promise.all(pending);
            pending = [];
            node.rooms.evict(room.state.sessionId);
            break;
          case 'due': {
            const current = (await node.rooms.load(room.state.sessionId))?.stored;
            const due = current ? deadlines(current.room).filter(({ at }) => at <= clock.now) : [];
            // Both nodes notice the same deadline.
            pending.push(...due.flatMap(({ command }) => nodes.map((one) => one.tell(command))));
            break;
          }
        }
      }
      await Promise.all(pending);

      const stored = await store.load(room.state.sessionId);
      const log = stored
        ? ((await store.read(room.state.sessionId, { epoch: stored.epoch, rev: 0 }, 10_000)) ?? [])
        : [];
      expect(log.map(({ rev }) => rev)).toEqual(log.map((_, index) => index + 1));
      const commandsInLog = log.filter((commit) => commit.commandId !== undefined).map(idOf);
      expect(new Set(commandsInLog).size).toBe(commandsInLog.length);
      // What changed nothing is acknowledged at the rev it saw, and leaves no commit.
      for (const [id, rev] of acknowledged) {
        if (!commandsInLog.includes(id) && rev > log.length) broken.push(`${id}: acknowledged and lost`);
      }
      expect(broken).toEqual([]);
      let server = room;
      let client = room.state;
      for (const commit of log) {
        const next = applyCommit(server, commit);
        expect([...breaches(next), ...stepBreaches(server, commit, next)]).toEqual([]);
        server = next;
        client = toWire(commit).events.reduce((state, event) => fold(state, event, commit), client);
      }
      expect(client).toEqual(server.state);
      expect(stored?.room ?? room).toEqual(server);
      commits += log.length;
      conflicts += nodes[0].conflicts() + nodes[1].conflicts();
      for (const node of nodes) expect((await node.current()).rev).toBeLessThanOrEqual(log.length);
    }),
    { seed, numRuns: 500, endOnFailure: true },
  );
  console.log(`competing writers: seed ${seed}, ${commits} commits, ${conflicts} conflicts`);
  expect(commits).toBeGreaterThan(5_000);
  expect(conflicts).toBeGreaterThan(1_000);
});

const idOf = ({ actorId, commandId }: StoredCommit) => `${actorId} ${commandId}`;
