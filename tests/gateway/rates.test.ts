import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { secret } from '../support/rooms.ts';
import { startSocketNode, type SocketNode } from '../support/socket-node.ts';
import { codeOf, type Visitor } from '../support/visitor.ts';

const chatsAMinute = 60;
const content = 'Hi';

let node: SocketNode;
beforeAll(async () => (node = await startSocketNode({ rateLimits: true })));
afterAll(() => node.close());

/** Says something so often, one after the other, and answers the codes. */
async function say(visitor: Visitor, times: number): Promise<string[]> {
  const acks = await Promise.all(Array.from({ length: times }, () => visitor.command('chat:send', { content })));
  return acks.map(codeOf);
}

describe('chat', () => {
  test('is 60 messages a minute of a person, in all their windows, and then says when to come back', async () => {
    const { sessionId } = node.session().state;
    const auth = { sessionId, invite: secret };
    const [first, second, other] = [
      await node.visit('Ann', auth),
      await node.visit('Ann', auth),
      await node.visit('Bob', auth),
    ];
    expect(await say(first, chatsAMinute / 2)).not.toContain('RATE_LIMITED');
    expect(await say(second, chatsAMinute / 2)).not.toContain('RATE_LIMITED');
    const { ok, error } = await first.command('chat:send', { content });
    expect({ ok, code: error?.code }).toEqual({ ok: false, code: 'RATE_LIMITED' });
    expect(error?.retryAfterMs).toBeGreaterThan(0);
    expect(error?.retryAfterMs).toBeLessThanOrEqual(60_000);
    // Others talk on, and the rest of what Ann may do is not chat.
    expect(codeOf(await other.command('chat:send', { content }))).toBe('OK');
    expect(codeOf(await first.command('participant:raiseHand'))).toBe('OK');
  });

  test('does not count what is sent again, and answers it even when the minute is used up', async () => {
    const { sessionId } = node.session().state;
    const visitor = await node.visit('Cleo', { sessionId, invite: secret });
    const commandId = randomUUID();
    const first = await visitor.command('chat:send', { content }, commandId);
    for (let time = 0; time < chatsAMinute; time += 1) {
      expect(await visitor.command('chat:send', { content }, commandId)).toEqual(first);
    }
    expect(await say(visitor, chatsAMinute - 1)).not.toContain('RATE_LIMITED');
    expect(await say(visitor, 1)).toEqual(['RATE_LIMITED']);
    expect(await visitor.command('chat:send', { content }, commandId)).toEqual(first);
  });
});

test.each([
  ['commands', 'participant:raiseHand', 100],
  ['joins', 'room:join', 30],
  ['typing', 'chat:typing', 40],
])('%s are limited as well', async (_, name, allowed) => {
  const { sessionId } = node.session().state;
  const visitor = await node.visit(`Somebody who repeats ${name}`, { sessionId, invite: secret });
  const payloads = Array.from({ length: allowed + 20 }, () => ({ sessionId, commandId: randomUUID() }));
  const codes = (await Promise.all(payloads.map((payload) => visitor.ask(name, payload)))).map(codeOf);
  const limited = codes.filter((code) => code === 'RATE_LIMITED').length;
  expect(limited).toBeGreaterThan(0);
  expect(limited).toBeLessThanOrEqual(21);
});

test('nothing is limited with RATE_LIMITS=off', async () => {
  const free = await startSocketNode({ rateLimits: false });
  const { sessionId } = free.session().state;
  const visitor = await free.visit('Ann', { sessionId, invite: secret });
  expect(new Set(await say(visitor, 300))).toEqual(new Set(['OK']));
  await free.close();
});
