import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { commandNames } from '../../server/protocol/commands.ts';
import { mediaRequestNames } from '../../server/protocol/media.ts';
import { requestNames, signalNames } from '../../server/protocol/socket.ts';
import { ackOf, oddArguments, oddPayloads } from '../support/odd-payloads.ts';
import { person, secret } from '../support/rooms.ts';
import { startSocketNode, type SocketNode } from '../support/socket-node.ts';
import { codeOf, type Visitor } from '../support/visitor.ts';

let node: SocketNode;
let visitor: Visitor;
let sessionId: string;
/** A private session that none of this is anybody's business in. */
let elsewhere: string;
beforeAll(async () => {
  node = await startSocketNode();
  ({ sessionId } = node.session().state);
  elsewhere = node.session({ owner: person('Zoe') }).state.sessionId;
});
beforeEach(async () => {
  if (!connected()) visitor = await node.visit('Ann', { sessionId, invite: secret });
});
afterAll(async () => {
  await node.leaveAll();
  await node.close();
});

const connected = (): boolean => (visitor as Visitor | undefined)?.socket.connected ?? false;

const untouched = Reflect.ownKeys(Object.prototype);

const events = [...commandNames, ...requestNames, ...mediaRequestNames, ...signalNames];
/** What takes no argument beside the ids has nothing that could be wrong with a whole payload. */
const harmless = new Set<string>(['clock:sync', 'room:leave']);

/** The server and this very socket still work. */
const lives = async () => expect(await visitor.ask('clock:sync', {})).toMatchObject({ ok: true });
const rawly = (socket: Socket) => socket.io.engine;

/** The codes with which each of these was answered, by what it is. */
async function codesOf(odd: readonly (readonly [kind: string, payload: unknown])[], name: string) {
  const codes: Record<string, string> = {};
  for (const [kind, payload] of odd) codes[kind] = codeOf(await ackOf(visitor.socket, name, payload));
  return codes;
}
const allOf = (odd: readonly (readonly [string, unknown])[], code: unknown) =>
  Object.fromEntries(odd.map(([kind]) => [kind, code]));

describe.each(events)('%s', (name) => {
  test('is refused with a payload that is none', async () => {
    expect(await codesOf(oddPayloads, name)).toEqual(allOf(oddPayloads, 'VALIDATION_FAILED'));
  });

  test('is refused with arguments that are none, or heard as if they were not there', async () => {
    const payloads = oddArguments.map(
      ([kind, args]) => [kind, { sessionId: elsewhere, commandId: randomUUID(), ...args }] as const,
    );
    const allowed = harmless.has(name) ? /^(OK|VALIDATION_FAILED)$/ : /^(VALIDATION_FAILED|NOT_FOUND|FORBIDDEN)$/;
    expect(await codesOf(payloads, name)).toEqual(allOf(payloads, expect.stringMatching(allowed)));
  });

  test('without an ack, or with one that is not last, does no harm', async () => {
    const { socket } = visitor;
    socket.emit(name);
    socket.emit(name, null);
    socket.emit(name, { sessionId: 1 });
    socket.emit(name, { sessionId: 'x' }, 'more', ['and more']);
    rawly(socket).write(`2${JSON.stringify([name, { sessionId: 'x' }, null, {}])}`);
    await lives();
  });
});

describe('a number out of bounds', () => {
  test.each([
    ['99,999 minutes', 99_999 * 60_000],
    ['negative', -1_000],
    ['zero', 0],
    ['half a millisecond', 1_000.5],
    ['NaN, which JSON makes null', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['text', '60000'],
  ])('is refused as a duration: %s', async (_, workMs) => {
    expect(codeOf(await visitor.command('timer:configure', { config: { workMs } }))).toBe('VALIDATION_FAILED');
  });

  test.each([-1, 1.5, 1e300, '3'])('is refused as a cursor: %j', async (rev) => {
    expect(codeOf(await visitor.ask('room:since', { sessionId, epoch: 1, rev }))).toBe('VALIDATION_FAILED');
    expect(codeOf(await visitor.join({ sessionId, since: { epoch: 1, rev: rev as number } }))).toBe(
      'VALIDATION_FAILED',
    );
  });
});

describe('what is no event', () => {
  test.each(['nonsense', '__proto__', 'constructor', 'toString', 'room:joined', 'error', '', 'x'.repeat(10_000)])(
    'is refused: %.20s',
    async (name) => {
      expect(await ackOf(visitor.socket, name, {})).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED' } });
    },
  );

  test('is refused if it is a number, which the wire allows', async () => {
    rawly(visitor.socket).write('2[5,{}]');
    rawly(visitor.socket).write('2[5]');
    await lives();
  });

  test.each(['connect', 'disconnect', 'disconnecting', 'newListener', 'connect_error'])(
    'closes who sends it, if it is an event of Socket.IO itself: %s',
    async (name) => {
      rawly(visitor.socket).write(`2${JSON.stringify([name, {}])}`);
      await visitor.gone();
      const other = await node.visit('Ann');
      expect(await other.ask('clock:sync', {})).toMatchObject({ ok: true });
    },
  );
});

describe('bytes', () => {
  test('in the place of a payload or a field are refused', async () => {
    expect(codeOf(await ackOf(visitor.socket, 'room:since', Buffer.from('x')))).toBe('VALIDATION_FAILED');
    expect(codeOf(await visitor.command('chat:send', { content: Buffer.from('x') }))).toBe('VALIDATION_FAILED');
  });

  test.each([
    ['attachments that never come', '51-["chat:send",{"_placeholder":true,"num":0}]', '2["clock:sync",{}]'],
    ['more attachments than anybody needs', '5999999-["chat:send",{}]'],
    ['no packet', 'nonsense'],
    ['half a packet', '2["chat:send",{'],
    ['an ack that nobody asked for', '3999["x"]'],
  ])('that are %s close that socket at most', async (_, ...packets) => {
    const other = await node.visit('Bob', { sessionId, invite: secret });
    for (const packet of packets) rawly(visitor.socket).write(packet);
    expect(await other.ask('clock:sync', {})).toMatchObject({ ok: true });
    // It may be closing and not know yet: the next test has another.
    visitor.close();
  });

  test.each([
    ['300 kB', 300_000],
    ['2 MB', 2_000_000],
  ])('that are %s close that socket and no other', async (_, size) => {
    const other = await node.visit('Bob', { sessionId, invite: secret });
    visitor.socket.emit('chat:send', { sessionId, commandId: randomUUID(), content: 'x'.repeat(size) });
    await visitor.gone();
    expect(codeOf(await other.command('chat:send', { content: 'still here' }))).toBe('OK');
  });

  test('that are text up to the limit are refused as text', async () => {
    expect(codeOf(await visitor.command('chat:send', { content: 'x'.repeat(150_000) }))).toBe('VALIDATION_FAILED');
    expect(codeOf(await visitor.command('chat:send', { content: 'x'.repeat(4_000) }))).toBe('OK');
  });
});

describe('a session that does not exist', () => {
  test.each(events)('is not found, nor kept, by %s', async (name) => {
    const unknown = {
      sessionId: randomUUID(),
      commandId: randomUUID(),
      epoch: 1,
      rev: 0,
      content: 'x',
      emoji: '👍',
      title: 'x',
    };
    const ids = { userId: randomUUID(), goalId: randomUUID(), messageId: randomUUID(), token: node.guest('Ann').token };
    const rest = { role: 'CO_HOST', muted: true, status: '', toIndex: 0, settings: {}, config: {} };
    const media = {
      transportId: 'x',
      producerId: 'x',
      consumerId: 'x',
      direction: 'send',
      kind: 'audio',
      spatialLayer: 0,
    };
    const recording = { recordingId: randomUUID(), agreed: true };
    const described = {
      ...recording,
      source: 'microphone',
      dtlsParameters: {},
      rtpParameters: {},
      rtpCapabilities: {},
    };
    const answer = await ackOf(visitor.socket, name, { ...unknown, ...ids, ...rest, ...media, ...described });
    const needsNone = ['clock:sync', 'auth:refresh', 'room:leave'].includes(name);
    expect(codeOf(answer)).toMatch(needsNone ? /^OK$/ : /^(NOT_FOUND|FORBIDDEN)$/);
    await expect.poll(() => node.rooms.inMemory.has(unknown.sessionId as never)).toBe(false);
  });
});

// The last of this file, which keeps its order.
test('nothing of all this left a trace', () => {
  expect(Reflect.ownKeys(Object.prototype)).toEqual(untouched);
  expect(node.rooms.inMemory.size).toBe(2);
  expect(node.failures).toEqual([]);
});
