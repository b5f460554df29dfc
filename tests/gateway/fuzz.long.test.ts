import { randomInt } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandNames } from '../../server/protocol/commands.ts';
import { requestNames, signalNames } from '../../server/protocol/socket.ts';
import { secret } from '../support/rooms.ts';
import { startSocketNode, type SocketNode } from '../support/socket-node.ts';
import { breaches } from '../support/room-invariants.ts';
import type { Visitor } from '../support/visitor.ts';

const frames = 200_000;

let node: SocketNode;
beforeAll(async () => (node = await startSocketNode()));
afterAll(() => node.close());

const events = [...commandNames, ...requestNames, ...signalNames, 'nonsense', '__proto__', 'constructor'];
const keys = [
  'sessionId',
  'commandId',
  'userId',
  'goalId',
  'messageId',
  'content',
  'title',
  'settings',
  'config',
  'since',
];
const more = [
  'role',
  'muted',
  'status',
  'toIndex',
  'emoji',
  'epoch',
  'rev',
  'token',
  'invite',
  '__proto__',
  'constructor',
];
const key = fc.constantFrom(...keys, ...more);

/** What the wire may carry in a frame: well-formed packets of ill-formed things, and things that are no packet. */
function frameOf(sessionId: string): fc.Arbitrary<string> {
  const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constant(sessionId), fc.uuid(), fc.integer(), fc.double());
  const payload = fc.oneof(
    { weight: 4, arbitrary: fc.dictionary(key, value).map((args) => ({ sessionId, ...args })) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
  const name = fc.oneof(fc.constantFrom<string | number>(...events), fc.integer(), fc.string({ maxLength: 20 }));
  const packet = fc.tuple(fc.option(fc.nat(99)), name, fc.array(payload, { maxLength: 3 }));
  const wellFormed = packet.map(([id, event, args]) => `2${id ?? ''}${JSON.stringify([event, ...args])}`);
  return fc.oneof({ weight: 50, arbitrary: wellFormed }, { weight: 1, arbitrary: fc.string() });
}

test('whatever comes over the wire, the server stays up, keeps its rules and answers who asks', async () => {
  const seed = randomInt(2 ** 31);
  console.log(`socket fuzz: seed ${seed}`);
  const room = node.session();
  const { sessionId } = room.state;
  const auth = { sessionId, invite: secret };
  const untouched = Reflect.ownKeys(Object.prototype);
  const sample = fc.sample(frameOf(sessionId), { numRuns: frames, seed });
  let vandal: Visitor | null = null;
  for (const [index, frame] of sample.entries()) {
    if (!vandal?.socket.connected) vandal = await node.visit('Ann', auth);
    vandal.socket.io.engine.write(frame);
    // Now and then the server is given a turn, and has to show that it had it.
    if (index % 500 > 0) continue;
    const witness = await node.visit('Bob');
    expect(await witness.ask('clock:sync', {})).toMatchObject({ ok: true });
    witness.close();
    vandal.commits.length = 0;
    (vandal.pushes as unknown[]).length = 0;
  }
  expect(Reflect.ownKeys(Object.prototype)).toEqual(untouched);
  expect(breaches((await node.stored(room)).room)).toEqual([]);
  expect(node.failures).toEqual([]);
  await node.leaveAll();
});
