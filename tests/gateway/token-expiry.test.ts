import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { secret } from '../support/rooms.ts';
import { startSocketNode, type SocketNode } from '../support/socket-node.ts';
import { codeOf } from '../support/visitor.ts';

/** How long a socket outlives its token. */
const graceMs = 5_000;
// Time enough for a few round trips on a machine that has other things to do.
const soonMs = 1_000;

let node: SocketNode;
beforeAll(async () => (node = await startSocketNode()));
afterEach(() => node.leaveAll());
afterAll(() => node.close());

/** Somebody whose socket closes soon: the token has nearly used up the grace. */
const shortlyBeforeTheEnd = (name: string) => node.guest(name, soonMs - graceMs);

describe('a socket', () => {
  test('is closed 5 s after its token has expired, and leaves its rooms', async () => {
    const room = node.session();
    const openedAt = Date.now();
    const visitor = await node.visitAs(shortlyBeforeTheEnd('Ann'), { sessionId: room.state.sessionId, invite: secret });
    await visitor.gone();
    expect(Date.now() - openedAt).toBeGreaterThanOrEqual(soonMs - 50);
    expect(Date.now() - openedAt).toBeLessThan(soonMs + 2_000);
    await expect.poll(async () => Object.keys((await node.stored(room)).room.backstage.connections)).toEqual([]);
  });

  test('lives on with a new token, and with a shorter one no longer than that', async () => {
    const visitor = await node.visitAs(shortlyBeforeTheEnd('Bob'));
    expect(codeOf(await visitor.ask('auth:refresh', { token: node.guest('Bob').token }))).toBe('OK');
    // Whoever came after is gone when it would have been.
    const other = await node.visitAs(shortlyBeforeTheEnd('Cleo'));
    await other.gone();
    expect(codeOf(await visitor.ask('clock:sync', {}))).toBe('OK');
    expect(codeOf(await visitor.ask('auth:refresh', { token: shortlyBeforeTheEnd('Bob').token }))).toBe('OK');
    await visitor.gone();
  });

  test.each([
    ["somebody else's token", () => node.guest('Eve').token, 'FORBIDDEN'],
    ["nobody's token", () => 'made up', 'UNAUTHENTICATED'],
    ['no token', () => undefined, 'VALIDATION_FAILED'],
  ])('is not kept alive by %s', async (_, token, code) => {
    const visitor = await node.visitAs(shortlyBeforeTheEnd('Dan'));
    expect(codeOf(await visitor.ask('auth:refresh', { token: token() }))).toBe(code);
    await visitor.gone();
  });

  test('is closed at once when its person logs out everywhere', async () => {
    const visitor = await node.visit('Finn');
    node.gateway.revoke(visitor.userId as never);
    await visitor.gone();
  });
});
