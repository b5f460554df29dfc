import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { groups } from '../../server/gateway/rest/docs-openapi.ts';
import type { Operation } from '../../server/gateway/rest/operation.ts';
import { errorCodes, httpStatus, type ErrorCode } from '../../server/protocol/errors.ts';
import { startCarrel } from '../support/carrel.ts';
import { newGuest, newSession, type Guest } from '../support/plain-client.ts';

let server: Awaited<ReturnType<typeof startCarrel>>;
let guest: Guest;
/** An id, as far as a path can tell. */
const unheardOf = randomUUID();
let sessionId: string;
beforeAll(async () => {
  server = await startCarrel({ RATE_LIMITS: 'off' });
  guest = await newGuest(server.url, 'Fuzz');
  sessionId = (await newSession(server.url, guest)).id;
});
afterAll(() => server.close());

const all = Object.values(groups).flatMap(({ path, operations }) =>
  Object.entries(operations as Record<string, Operation>).map(([name, one]) => ({
    ...one,
    name,
    full: path + one.path,
  })),
);
// What ends the session, or whose token the fuzzing is done with, would spoil it for the others.
const spared = new Set(['endSession', 'cancelSession', 'leaveSession', 'deleteMe', 'logoutEverywhere', 'updateMe']);

/** Parts of a body that break naive servers. */
const nasty = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1e308, '', ' ', '\0', '\u202E', '\uD800', 'x'.repeat(70_000), [], {}, [
    [],
  ]),
  fc.constantFrom<unknown>('__proto__', 'constructor', { $ne: null }, { toString: null }, [null, {}]),
  fc.jsonValue({ maxDepth: 3 }),
);
const polluting = ['{"__proto__":{"isAdmin":true}}', '{"constructor":{"prototype":{"isAdmin":true}}}'];

/** The fields that the operation reads, each with something it does not want, as JSON. */
function bodiesOf({ body }: Operation): fc.Arbitrary<string> {
  const shape = body && 'shape' in body ? Object.keys(body.shape as object) : ['goalId', 'title', 'refreshToken'];
  const fields = fc.dictionary(fc.constantFrom(...shape, '__proto__', 'constructor', 'id'), nasty, {
    noNullPrototype: true,
  });
  const extreme = fc.constantFrom(...polluting, `${'['.repeat(5_000)}${']'.repeat(5_000)}`, '', '{', '"text"', '1e999');
  return fc.oneof(
    fields.map((value) => JSON.stringify(value)),
    nasty.map((value) => JSON.stringify(value)),
    extreme,
  );
}

async function judge(operation: (typeof all)[number], search: string, body: string): Promise<void> {
  const { method, full, name } = operation;
  const path = full.replace(':id', sessionId).replace(':recordingId', unheardOf);
  const response = await fetch(`${server.url}${path}${search}`, {
    method: method.toUpperCase(),
    headers: { authorization: `Bearer ${guest.token}`, 'content-type': 'application/json' },
    ...(method !== 'get' && { body }),
  });
  const answer = (await response.json()) as { success: boolean; error?: { code: ErrorCode; message: string } };
  expect(answer.success).toBe(response.status === 200);
  if (answer.success) return;
  expect(errorCodes).toContain(answer.error?.code);
  expect([name, response.status]).toEqual([name, httpStatus[answer.error!.code]]);
  // Typed, and nobody's fault but the caller's.
  expect([name, search, body.slice(0, 200), answer.error?.code]).not.toContain('INTERNAL');
}

test.each(all.filter(({ name }) => !spared.has(name)))(
  '$method $full answers anything with a typed error',
  async (operation) => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
    console.log(`${operation.name}: seed ${seed}`);
    const names = 'limit offset query status type tag subject before invite pass download __proto__'.split(' ');
    const search = fc
      .array(
        fc.tuple(
          fc.constantFrom(...names),
          fc.constantFrom('', '-1', 'NaN', '1e9', '\0', '%', "'; --", 'x'.repeat(500), guest.token, 'e30.e30.', '..'),
        ),
      )
      .map((pairs) => `?${pairs.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')}`);
    const property = fc.asyncProperty(search, bodiesOf(operation), (query, body) => judge(operation, query, body));
    await fc.assert(property, { seed, numRuns: 40, endOnFailure: true });
  },
);

test('nothing was polluted, and the server still serves', async () => {
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
});
