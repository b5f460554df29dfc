import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startCluster, type Cluster } from '../support/cluster.ts';
import { call, gather, type Gathering } from '../support/documents/people.ts';
import { png } from '../support/documents/pictures.ts';
import { closedWith, stock, synced, type Stock } from '../support/documents/stock.ts';
import { newGuest } from '../support/plain-client.ts';
import { visit, type Visitor } from '../support/visitor.ts';

// Processes start, die and are missed, on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000 });

let cluster: Cluster;
const open: (Stock | Visitor)[] = [];
beforeAll(async () => {
  cluster = await startCluster({ nodes: [{}, {}] });
}, 60_000);
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
afterAll(() => cluster.close());

const until = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000, interval: 20 });
const text = ({ doc }: Stock) => doc.getText('t').toJSON();

const connect = (node: number, { sessionId }: Gathering, token: string, kind: 'notes' | 'whiteboard' = 'notes') => {
  const one = stock(cluster.url(node), sessionId, kind, token);
  open.push(one);
  return one;
};

/** Ann on the first node, Bob on the second, in the notes of a session of Ann's. */
async function annAndBob() {
  const gathering = await gather(cluster.url(0));
  const bob = await gathering.join();
  const [left, right] = [connect(0, gathering, gathering.host.token), connect(1, gathering, bob.token)];
  await Promise.all([synced(left), synced(right)]);
  return { gathering, ann: gathering.host, bob, left, right };
}
/** Writes on both sides, and waits until both have it all. */
async function converge(left: Stock, right: Stock, round: string): Promise<void> {
  left.doc.getText('t').insert(0, `left ${round} `);
  right.doc.getText('t').insert(0, `right ${round} `);
  await until(() => {
    expect(text(left)).toContain(`right ${round}`);
    expect(text(right)).toBe(text(left));
  });
}

describe('stock providers on two nodes', () => {
  test('edit one document and converge, and whoever comes later has it, on either node', async () => {
    const { gathering, bob, left, right } = await annAndBob();
    for (const round of ['one', 'two', 'three']) await converge(left, right, round);
    for (const node of [0, 1]) {
      const late = connect(node, gathering, bob.token);
      await synced(late);
      expect(text(late)).toBe(text(left));
    }
  });

  test('see each other there, by the names they signed in with, and see each other go', async () => {
    const { ann, left, right } = await annAndBob();
    left.provider.awareness.setLocalStateField('cursor', 3);
    const seen = () => right.provider.awareness.getStates().get(left.doc.clientID);
    await until(() => expect(seen()).toMatchObject({ cursor: 3, user: { id: ann.userId, name: ann.name } }));
    left.close();
    await until(() => expect(seen()).toBeUndefined());
  });

  test('who comes later sees who is there already, on the other node', async () => {
    const { gathering, bob, left } = await annAndBob();
    left.provider.awareness.setLocalStateField('cursor', 5);
    const late = connect(1, gathering, bob.token, 'whiteboard');
    const board = connect(0, gathering, gathering.host.token, 'whiteboard');
    board.provider.awareness.setLocalStateField('cursor', 7);
    await until(() => expect(late.provider.awareness.getStates().get(board.doc.clientID)).toMatchObject({ cursor: 7 }));
  });

  test('REST on the one node reads and replaces what is written through the other', async () => {
    const { gathering, ann, bob } = await annAndBob();
    const at = (node: number, method: string, token: string, body?: object) =>
      call<{ content: string }>(cluster.url(node), method, `${gathering.path}/notes`, { token, ...(body && { body }) });
    await at(0, 'PATCH', ann.token, { content: '# From the first' });
    expect((await at(1, 'GET', bob.token)).body.content).toBe('# From the first');
    await at(1, 'PATCH', bob.token, { content: '# From the second' });
    expect((await at(0, 'GET', ann.token)).body.content).toBe('# From the second');
  });

  test('a picture given to the one node is had from the other', async () => {
    const { gathering, ann, bob } = await annAndBob();
    const given = await fetch(`${cluster.url(0)}${gathering.path}/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ann.token}`, 'content-type': 'image/png' },
      body: png(),
    });
    const { file } = (await given.json()) as { file: { url: string } };
    const had = await fetch(cluster.url(1) + file.url, { headers: { authorization: `Bearer ${bob.token}` } });
    expect(Buffer.from(await had.arrayBuffer())).toEqual(png());
  });
});

describe('who may no longer be there is put out on every node within a second', () => {
  test('removed on the one, closed on the other with 4410, and refused there', async () => {
    const { gathering, ann, bob, right } = await annAndBob();
    const closed = closedWith(right);
    const host = await visit(cluster.url(0), ann, { sessionId: gathering.sessionId });
    open.push(host);
    const startedAt = performance.now();
    await host.command('participant:remove', { userId: bob.userId });
    expect(await closed).toBe(4410);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(await closedWith(connect(1, gathering, bob.token))).toBe(4410);
  });

  test('a login that is ended on the one, closed on the other with 4401', async () => {
    const { bob, right } = await annAndBob();
    const closed = closedWith(right);
    const startedAt = performance.now();
    await call(cluster.url(0), 'POST', '/api/auth/logout-everywhere', { token: bob.token, body: {} });
    expect(await closed).toBe(4401);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test('a login that is ended opens none any more, on either, nor does a ticket of it', async () => {
    const { gathering, bob } = await annAndBob();
    const path = `${gathering.path}/document-ticket`;
    const { body } = await call<{ ticket: string }>(cluster.url(1), 'GET', path, { token: bob.token });
    await synced(connect(0, gathering, body.ticket));
    await call(cluster.url(0), 'POST', '/api/auth/logout-everywhere', { token: bob.token, body: {} });
    for (const node of [0, 1]) {
      for (const token of [bob.token, body.ticket]) {
        expect(await closedWith(connect(node, gathering, token))).toBe(4401);
      }
    }
  });

  test('outsiders and people without a token get nowhere, on either node', async () => {
    const { gathering } = await annAndBob();
    const outsider = await newGuest(cluster.url(1), 'Outsider');
    for (const node of [0, 1]) {
      expect(await closedWith(connect(node, gathering, outsider.token))).toBe(4403);
      expect(await closedWith(connect(node, gathering, ''))).toBe(4401);
    }
  });
});

test('a phase that ends keeps one version, though people on both nodes wrote, and it names them all', async () => {
  const { gathering, ann, bob, left, right } = await annAndBob();
  await converge(left, right, 'work');
  const host = await visit(cluster.url(0), ann, { sessionId: gathering.sessionId });
  open.push(host);
  await host.command('session:start');
  await host.command('timer:configure', { config: { mode: 'COUNTDOWN', workMs: 1_000 } });
  await host.command('timer:start');
  type Versions = { versions: { cause: string; editors: { userId: string }[] }[] };
  await until(async () => {
    const path = `${gathering.path}/notes/versions`;
    const { body } = await call<Versions>(cluster.url(0), 'GET', path, { token: ann.token });
    const shown = body.versions.map(({ cause, editors }) => [cause, editors.map(({ userId }) => userId).toSorted()]);
    expect(shown).toEqual([['phase', [ann.userId, bob.userId].toSorted()]]);
  });
});

describe('what breaks', () => {
  test('Redis killed, and then emptied: nobody loses a word, and everybody goes on', async () => {
    const { left, right } = await annAndBob();
    await converge(left, right, 'before');
    await cluster.redis.stop('SIGKILL');
    left.doc.getText('t').insert(0, 'while it was away ');
    await cluster.redis.start();
    await until(() => expect(text(right)).toContain('while it was away'));
    await cluster.redis.ask('FLUSHALL');
    await converge(left, right, 'emptied');
    expect(text(left)).toContain('before');
  });

  test('PostgreSQL away: what is open goes on', async () => {
    const { gathering, left, right } = await annAndBob();
    await cluster.postgres.stop();
    await converge(left, right, 'alone');
    await cluster.postgres.start();
    const late = connect(1, gathering, gathering.host.token, 'whiteboard');
    await synced(late);
  });

  test('a node killed: who was there goes on at the other, with all that was saved', async () => {
    const { gathering, left, right } = await annAndBob();
    await converge(left, right, 'before');
    await cluster.nodes[1]!.server.end('SIGKILL');
    left.doc.getText('t').insert(0, 'meanwhile ');
    await cluster.revive(1);
    await until(() => expect(text(right)).toBe(text(left)));
    const late = connect(0, gathering, gathering.host.token);
    await synced(late);
    expect(text(late)).toBe(text(left));
  });

  test('all nodes stopped in good order, and Redis emptied: everything is there', async () => {
    const { gathering, left, right } = await annAndBob();
    await converge(left, right, 'before');
    const was = text(left);
    left.close();
    right.close();
    await Promise.all(cluster.nodes.map(({ server }) => server.end('SIGTERM')));
    await cluster.redis.ask('FLUSHALL');
    await Promise.all(cluster.nodes.map((_, node) => cluster.revive(node)));
    const late = connect(1, gathering, gathering.host.token);
    await synced(late);
    expect(text(late)).toBe(was);
  });
});
