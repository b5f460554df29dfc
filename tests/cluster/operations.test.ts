import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startCluster, type Cluster } from '../support/cluster.ts';
import { newGuest, newSession } from '../support/plain-client.ts';
import { joinedAt, visit } from '../support/visitor.ts';

vi.setConfig({ testTimeout: 60_000 });
const patience = { timeout: 20_000 };

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ nodes: [{ LOG_LEVEL: 'info' }, {}] });
}, 60_000);
afterAll(() => cluster.close());

/** The samples of a node whose names begin like this, added up; null if there are none. */
async function sample(node: number, name: string): Promise<number | null> {
  const text = await (await fetch(`${cluster.url(node)}/metrics`)).text();
  const values = text.split('\n').flatMap((line) => (line.startsWith(name) ? Number(line.split(' ').at(-1)) : []));
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value);
}

test('metrics count what they name: commands, conflicts, answers, resyncs, lag, rooms, connections', async () => {
  const [ann, bob] = await Promise.all([newGuest(cluster.url(0), 'Ann'), newGuest(cluster.url(1), 'Bob')]);
  const session = await newSession(cluster.url(0), ann);
  const auth = { sessionId: session.id, invite: session.invite };
  const [a, b] = [await visit(cluster.url(0), ann, auth), await visit(cluster.url(1), bob, auth)];
  const chats = 'carrel_commands_total{name="chat:send",outcome="ok"}';
  // Two nodes that write at once: sooner or later one overtakes the other.
  let said = 0;
  const conflicted = async () => {
    await Promise.all(
      [a, b].flatMap((one) => Array.from({ length: 5 }, () => one.command('chat:send', { content: 'x' }))),
    );
    said += 5;
    return (
      ((await sample(0, 'carrel_commit_conflicts_total')) ?? 0) +
      ((await sample(1, 'carrel_commit_conflicts_total')) ?? 0)
    );
  };
  await expect.poll(conflicted, patience).toBeGreaterThan(0);
  expect([await sample(0, chats), await sample(1, chats)]).toEqual([said, said]);
  expect(await sample(0, 'carrel_ack_seconds_count')).toBeGreaterThanOrEqual(said);
  expect(await a.command('chat:edit', { messageId: crypto.randomUUID(), content: 'y' })).toMatchObject({ ok: false });
  expect(await sample(0, 'carrel_commands_total{name="chat:edit",outcome="NOT_FOUND"}')).toBe(1);

  const { epoch, rev } = joinedAt(a);
  const by = (way: string) => sample(1, `carrel_resyncs_total{by="${way}"}`);
  await b.ask('room:since', { sessionId: session.id, epoch, rev });
  await b.ask('room:since', { sessionId: session.id, epoch: epoch + 1, rev });
  expect([await by('commits'), await by('snapshot')]).toEqual([1, 1]);

  expect(await sample(0, 'carrel_connections')).toBe(1);
  await expect.poll(() => sample(0, 'carrel_rooms'), patience).toBe(1);
  // Nobody was cut off, and that is told as well; a client that does not read is a story of its own.
  expect(await sample(0, 'carrel_slow_clients_total')).toBe(0);
  a.close();
  b.close();
});

test('what waits for the database is told by how long it waits, and no more once it is there', async () => {
  const ann = await newGuest(cluster.url(0), 'Ann');
  const session = await newSession(cluster.url(0), ann);
  const a = await visit(cluster.url(0), ann, { sessionId: session.id, invite: session.invite });
  await cluster.postgres.stop();
  expect(await a.command('chat:send', { content: 'waits' })).toMatchObject({ ok: true });
  await expect.poll(() => sample(0, 'carrel_recorder_lag_seconds'), patience).toBeGreaterThan(1);
  await expect.poll(() => sample(0, 'carrel_recorder_failures_total'), patience).toBeGreaterThan(0);
  await cluster.postgres.start();
  await expect.poll(() => sample(0, 'carrel_recorder_lag_seconds'), patience).toBe(0);
  a.close();
});

test('a node that stops sends its people away at moments spread over two seconds, and nobody sees them go', async () => {
  const people = 40;
  const leaving = await cluster.add();
  const leaver = cluster.nodes.length - 1;
  const ann = await newGuest(cluster.url(0), 'Ann');
  const session = await newSession(cluster.url(0), ann, { maxParticipants: 50 });
  const auth = { sessionId: session.id, invite: session.invite };
  const witness = await visit(cluster.url(0), ann, auth);
  const guests = await Promise.all(Array.from({ length: people }, (_, n) => newGuest(cluster.url(0), `Guest ${n}`)));
  const visitors = await Promise.all(guests.map((guest) => visit(cluster.url(leaver), guest, auth)));
  const asked = Promise.all(visitors.map((one) => one.pushed('server:draining')));
  const stopping = leaving.server.end('SIGTERM');
  const delays = (await asked).map(({ reconnectInMs }) => Number(reconnectInMs));
  // As told, some of them at once: who waits longest is as good as the one who does not.
  const back = guests.map(async (guest, index) => {
    await new Promise((resolve) => setTimeout(resolve, delays[index]));
    return visit(cluster.url(index % 2), guest, auth);
  });
  for (const one of await Promise.all(back)) one.close();
  expect(await stopping).toBe(0);
  const quarters = [0, 1, 2, 3].map(
    (quarter) => delays.filter((ms) => Math.min(3, Math.floor(ms / 500)) === quarter).length,
  );
  console.log(
    `${people} people were sent away within ${Math.max(...delays)} ms, by quarters of two seconds: ${quarters.join(', ')}`,
  );
  expect(Math.max(...delays)).toBeLessThanOrEqual(2_000);
  // Of 40 even draws, a quarter gets none once in 25,000 runs.
  for (const quarter of quarters) expect(quarter).toBeGreaterThan(0);
  const userIds = new Set(guests.map(({ userId }) => userId));
  const away = witness.commits.flatMap(({ events }) =>
    events.filter((event) => event.type === 'participant.away' && userIds.has(event.userId)),
  );
  expect(away).toEqual([]);
  witness.close();
});

test('every line of a log names its node', async () => {
  const lines = () => cluster.nodes[0]!.server.output.filter((line) => line.startsWith('{'));
  await expect.poll(lines, patience).not.toEqual([]);
  for (const line of lines()) expect(JSON.parse(line)).toMatchObject({ node: 'n1', level: expect.any(Number) });
});
