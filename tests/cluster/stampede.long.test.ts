import { afterAll, beforeAll, expect, test } from 'vitest';
import { percentile } from '../bench/support/cpu.ts';
import { startCluster, type Cluster } from '../support/cluster.ts';
import { newGuest, newSession, type Guest } from '../support/plain-client.ts';
import { joinedAt, visit, type Visitor } from '../support/visitor.ts';

const rooms = 50;
const people = 20;
const atOnce = 50;

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ nodes: [{}, {}, {}] });
}, 60_000);
afterAll(() => cluster.close());

type Seat = { readonly guest: Guest; readonly auth: { sessionId: string; invite: string }; visitor: Visitor };

/** Rooms full of people, all of them on the first node. */
async function fillFirstNode(): Promise<Seat[]> {
  const url = cluster.url(0);
  const seats: Seat[] = [];
  const wanted: { guest: Guest; auth: Seat['auth'] }[] = [];
  for (let room = 0; room < rooms; room += 1) {
    const guests = await Promise.all(Array.from({ length: people }, (_, index) => newGuest(url, `Guest ${index}`)));
    const session = await newSession(url, guests[0]!, { maxParticipants: people });
    const auth = { sessionId: session.id, invite: session.invite };
    wanted.push(...guests.map((guest) => ({ guest, auth })));
  }
  while (wanted.length > 0) {
    const page = wanted.splice(0, atOnce);
    seats.push(
      ...(await Promise.all(page.map(async (one) => ({ ...one, visitor: await visit(url, one.guest, one.auth) })))),
    );
  }
  return seats;
}

/** Asks a node again and again until told to stop; answers what it said that was not "ready". */
function watchReadiness(node: number, signal: AbortSignal): Promise<string[]> {
  const complaints: string[] = [];
  const look = async () => {
    while (!signal.aborted) {
      const response = await fetch(`${cluster.url(node)}/readyz`);
      if (!response.ok) complaints.push(await response.text());
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return complaints;
  };
  return look();
}

test('1,000 clients lose their node and reconnect at once: p99 is back in its room within 5 s, no node is unready', async () => {
  const seats = await fillFirstNode();
  const over = new AbortController();
  const watching = [1, 2].map((node) => watchReadiness(node, over.signal));
  const gone = Promise.all(seats.map(({ visitor }) => visitor.gone()));
  const cursors = seats.map(({ visitor }) => {
    const { epoch, rev } = joinedAt(visitor);
    return { epoch, rev: visitor.commits.at(-1)?.rev ?? rev };
  });
  await cluster.nodes[0]!.server.end('SIGKILL');
  const diedAt = performance.now();
  await gone;
  const times = await Promise.all(
    seats.map(async ({ guest, auth }, index) => {
      const since = cursors[index]!;
      const again = await visit(cluster.url(1 + (index % 2)), guest, { ...auth, since });
      const joined = joinedAt(again);
      expect(joined).toMatchObject({ epoch: since.epoch });
      expect(joined.rev).toBeGreaterThanOrEqual(since.rev);
      seats[index]!.visitor = again;
      return performance.now() - diedAt;
    }),
  );
  const [p50, p99] = [0.5, 0.99].map((share) => Math.round(percentile(times, share)));
  console.log(
    `1,000 clients back in their rooms: p50 ${p50} ms, p99 ${p99} ms, most ${Math.round(Math.max(...times))} ms`,
  );
  expect(p99).toBeLessThan(5_000);
  // And they are heard by those who went to the other node.
  await Promise.all(
    seats
      .filter((_, index) => index % people === 0)
      .map(async ({ visitor }) => {
        expect(await visitor.command('chat:send', { content: 'here again' })).toMatchObject({ ok: true });
      }),
  );
  const last = ({ visitor }: Seat) =>
    visitor.commits.some(({ events }) => events.some((event) => event.type === 'chat.sent'));
  await expect.poll(() => seats.every(last), { timeout: 20_000 }).toBe(true);
  over.abort();
  expect((await Promise.all(watching)).flat()).toEqual([]);
  for (const { visitor } of seats) visitor.close();
});
