import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Lease, MediaMessage } from '../../server/media/ports.ts';
import { createRelay } from '../../server/media/relay.ts';
import { connectionId, sessionId as parseSessionId, userId } from '../../server/protocol/ids.ts';
import { uuid } from '../support/rooms.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const sessionId = parseSessionId.parse(uuid('session'));
const caller = { sessionId, peer: connectionId.parse(uuid('seat')), userId: userId.parse(uuid('Ann')) };
const held: Lease = { node: 'n2', token: '7' };
/** As often as a node looks at leases. */
const lookMs = 400;

/** Somebody whose socket is here is in a call whose router is on another node. */
async function seated() {
  let lease: Lease | null = held;
  const told: object[] = [];
  let hear: (message: MediaMessage) => void = () => {};
  const joined = { token: held.token, routerRtpCapabilities: {}, iceServers: [], producers: [] };
  const relay = createRelay({
    neighbours: {
      node: 'n1',
      leases: { hold: async () => held, renew: async () => true, look: async () => lease, release: async () => {} },
      wire: {
        async say(_, message) {
          if (message.kind === 'ask') hear({ kind: 'answer', id: message.id, outcome: { ok: true, value: joined } });
          return true;
        },
        listen: (heard) => (hear = heard),
      },
    },
    rooms: () => {
      throw new Error('No router is here');
    },
    tell: (_, name, payload) => told.push({ name, ...payload }),
    newId: () => uuid('question'),
    refresh: async () => {},
    catchUp: async () => {},
  });
  expect(await relay.ask(caller, 'media:join', { sessionId })).toMatchObject({ ok: true });
  return { relay, told, becomes: (next: Lease | null) => (lease = next) };
}

test('a lease that has run out because Redis stood still moves no call; one that nobody takes up again does', async () => {
  const { relay, told, becomes } = await seated();
  for (const next of [null, held, null]) {
    becomes(next);
    // oxlint-disable-next-line no-await-in-loop -- one look after the other
    await vi.advanceTimersByTimeAsync(lookMs);
  }
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(lookMs);
  expect(told).toEqual([{ name: 'media:reset', sessionId, reason: 'NODE_DIED' }]);
  await relay.close();
});

test('a lease that another has taken moves the call at once', async () => {
  const { relay, told, becomes } = await seated();
  becomes({ node: 'n3', token: '8' });
  await vi.advanceTimersByTimeAsync(lookMs);
  expect(told).toEqual([{ name: 'media:reset', sessionId, reason: 'NODE_DIED' }]);
  await relay.close();
});
