import { expect, test } from 'vitest';
import { given, origin, said } from '../../support/room-log.ts';
import { fresh, type OpenStore } from './under-test.ts';

export function hints(open: OpenStore): void {
  const { store, passTime, reopen } = fresh(open);

  test('[due] gives the rooms whose time has come, those due longest first, at most as many as asked for', async () => {
    const [a, b, c, d] = [await given(store()), await given(store()), await given(store()), await given(store())];
    await store().setDue(a, 3_000);
    await store().setDue(b, 1_000);
    await store().setDue(c, 2_000);
    await store().setDue(d, 4_000);
    expect(await store().due(3_000, 10)).toEqual([b, c, a]);
    expect(await store().due(3_000, 2)).toEqual([b, c]);
    expect(await store().due(999, 10)).toEqual([]);
  });

  test('[setDue] moves a room, and null takes it out', async () => {
    const [a, b] = [await given(store()), await given(store())];
    await store().setDue(a, 1_000);
    await store().setDue(b, 1_000);
    await store().setDue(a, 5_000);
    await store().setDue(b, null);
    expect(await store().due(4_999, 10)).toEqual([]);
    expect(await store().due(5_000, 10)).toEqual([a]);
  });

  test('[setDue] outlives the process, and commits to the room', async () => {
    const sessionId = await given(store());
    await store().setDue(sessionId, 1_000);
    await store().commit(sessionId, origin, [said(origin)]);
    await reopen();
    expect(await store().due(1_000, 10)).toEqual([sessionId]);
  });

  test('[heartbeat] is noted by the clock of the store', async () => {
    await store().heartbeat('node-1');
    const first = store().now();
    await passTime(1_000);
    await store().heartbeat('node-2');
    expect(store().now() - first).toBeGreaterThanOrEqual(1_000);
    expectAbout(await store().nodes(), { 'node-1': first, 'node-2': store().now() });
    await store().heartbeat('node-1');
    expectAbout(await store().nodes(), { 'node-1': store().now(), 'node-2': store().now() });
  });

  test('[nodes] knows those of an earlier process, until they are forgotten', async () => {
    await store().heartbeat('node-1');
    await store().heartbeat('node-2');
    const before = await store().nodes();
    await reopen();
    expect(await store().nodes()).toEqual(before);
    await store().forgetNode('node-1');
    await store().forgetNode('unheard-of');
    expect([...(await store().nodes()).keys()]).toEqual(['node-2']);
  });
}

/** A store may have a clock that goes on by itself: within half a second is the same time. */
function expectAbout(nodes: ReadonlyMap<string, number>, expected: Record<string, number>): void {
  expect([...nodes.keys()].toSorted()).toEqual(Object.keys(expected).toSorted());
  for (const [node, at] of nodes) expect(Math.abs(at - (expected[node] ?? 0))).toBeLessThan(500);
}
