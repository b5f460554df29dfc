import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { HostMutes } from '../../server/media/host-mutes.ts';
import type { UserId } from '../../server/protocol/ids.ts';
import { enterCall } from '../support/media/callers.ts';
import { secret, uuid } from '../support/rooms.ts';
import { startSocketNode, type SocketNode } from '../support/socket-node.ts';
import { codeOf, type Visitor } from '../support/visitor.ts';

let node: SocketNode;
beforeAll(async () => (node = await startSocketNode({ media: true })));
afterEach(() => node.leaveAll());
afterAll(() => node.close());

const said = ({ pushes }: Visitor, name: string) =>
  pushes.filter((push) => push.name === name).map(({ payload }) => payload);

/** Ann, the host, and Ben; `back` is Ben on another connection while the one before is only silent, not closed. */
async function pair() {
  const { sessionId } = node.session().state;
  const auth = { sessionId, invite: secret };
  const ann = await enterCall(await node.visit('Ann', auth), sessionId);
  const ben = await enterCall(await node.visit('Ben', auth), sessionId);
  const back = async () => enterCall(await node.visit('Ben', auth), sessionId);
  const { userId } = ben.visitor;
  const mute = async (source: 'microphone' | 'camera') =>
    expect(codeOf(await ann.ask('muteParticipant', { userId, source }))).toBe('OK');
  /** Whether Ann is told that it is paused. */
  const seen = async (producerId: string) => {
    const told = () => said(ann.visitor, 'media:producerAdded').find((one) => one['producerId'] === producerId);
    await expect.poll(told).toMatchObject({ userId });
    return told()!['paused'];
  };
  return { sessionId, ann, ben, back, mute, seen };
}

test.each(['microphone', 'camera'] as const)(
  'a %s that a host muted is told of and stays muted when its owner comes back, who did not hear of it',
  async (source) => {
    const { sessionId, ann, ben, back, mute, seen } = await pair();
    await ben.produce(source);
    await mute(source);
    const again = await back();
    const told = { sessionId, source, byUserId: ann.visitor.userId };
    // Told with the join, so that nothing is sent.
    expect(said(again.visitor, 'media:muted')).toEqual([told]);
    // What is on its way when it is told is silent, and told of once more.
    await mute(source);
    const producerId = await again.produce(source);
    expect(await seen(producerId)).toBe(true);
    await expect.poll(() => said(again.visitor, 'media:muted')).toEqual([told, told, told]);
    // Theirs to switch on, and then it is on, also after the next time.
    expect(codeOf(await again.ask('resumeProducer', { producerId }))).toBe('OK');
    const last = await back();
    expect(said(last.visitor, 'media:muted')).toEqual([]);
    expect(await seen(await last.produce(source))).toBe(false);
  },
);

test('a mute that comes while somebody builds their call anew is not lost on what they send then', async () => {
  const { ben, mute, seen } = await pair();
  await mute('camera');
  const producerId = await ben.produce('camera');
  expect(await seen(producerId)).toBe(true);
  // A client that hears of it lets the camera go; switched on by its owner it is on.
  expect(codeOf(await ben.ask('closeProducer', { producerId }))).toBe('OK');
  expect(await seen(await ben.produce('camera'))).toBe(false);
});

test('who was told a while ago has switched it on themselves', () => {
  const mutes = new HostMutes();
  const [userId, byUserId] = [uuid('Ben') as UserId, uuid('Ann') as UserId];
  const mute = { userId, source: 'microphone', byUserId } as const;
  mutes.add(mute, 0);
  expect(mutes.unheard(mute, 1_000)).toMatchObject(mute);
  expect(mutes.unheard(mute, 5_000)).toBeNull();
  expect(mutes.telling(userId, 6_000)).toMatchObject([mute]);
  expect(mutes.telling(byUserId, 6_000)).toEqual([]);
  expect(mutes.unheard(mute, 7_000)).toMatchObject(mute);
  mutes.lift(mute);
  expect(mutes.unheard(mute, 7_000)).toBeNull();
});
