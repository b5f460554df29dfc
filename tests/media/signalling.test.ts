import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { enterCall, rtpParameters } from '../support/media/callers.ts';
import { secret } from '../support/rooms.ts';
import { startSocketNode, type SocketNode } from '../support/socket-node.ts';
import { codeOf, type Visitor } from '../support/visitor.ts';

let node: SocketNode;
beforeAll(async () => (node = await startSocketNode({ media: true })));
afterEach(() => node.leaveAll());
afterAll(() => node.close());

const said = ({ pushes }: Visitor, name: string) =>
  pushes.filter((push) => push.name === name).map(({ payload }) => payload);
const heard = async (visitor: Visitor, name: string, payload: object) => {
  await expect.poll(() => said(visitor, name)).toContainEqual(expect.objectContaining(payload));
};

/** Ann, the host, and Bob in a call. */
async function pair() {
  const { sessionId } = node.session().state;
  const auth = { sessionId, invite: secret };
  const ann = await enterCall(await node.visit('Ann', auth), sessionId);
  const bob = await enterCall(await node.visit('Bob', auth), sessionId);
  return { sessionId, auth, ann, bob };
}

describe('a call', () => {
  test('what one sends the others are told of, receive, and see end', async () => {
    const { sessionId, ann, bob } = await pair();
    const producerId = await ann.produce('microphone');
    await heard(bob.visitor, 'media:producerAdded', {
      sessionId,
      producerId,
      userId: ann.visitor.userId,
      kind: 'audio',
      source: 'microphone',
      paused: false,
    });
    expect(said(ann.visitor, 'media:producerAdded')).toEqual([]);
    // Else a picture stands still when its sender gives up a layer (server/media/codecs.ts).
    expect(JSON.stringify(ann.joined['routerRtpCapabilities'])).not.toContain('abs-capture-time');
    const consumerId = await bob.consume(producerId);
    expect(codeOf(await bob.ask('resumeConsumer', { consumerId }))).toBe('OK');
    expect(codeOf(await ann.ask('pauseProducer', { producerId }))).toBe('OK');
    await heard(bob.visitor, 'media:producerPaused', { producerId });
    expect(codeOf(await ann.ask('resumeProducer', { producerId }))).toBe('OK');
    await heard(bob.visitor, 'media:producerResumed', { producerId });
    expect(codeOf(await ann.ask('closeProducer', { producerId }))).toBe('OK');
    await heard(bob.visitor, 'media:consumerClosed', { consumerId });
    await heard(bob.visitor, 'media:producerClosed', { producerId });
  });

  test('what is muted from the start is told as muted, and never heard before it is switched on', async () => {
    const { ann, bob } = await pair();
    const rtp = rtpParameters('audio', 77);
    const produced = await ann.ask('produce', {
      transportId: ann.sendId,
      kind: 'audio',
      source: 'microphone',
      rtpParameters: rtp,
      paused: true,
    });
    await heard(bob.visitor, 'media:producerAdded', { producerId: produced['producerId'], paused: true });
    const answer = await bob.ask('consume', {
      transportId: bob.recvId,
      producerId: produced['producerId'],
      rtpCapabilities: bob.joined['routerRtpCapabilities'],
    });
    expect(answer['producerPaused']).toBe(true);
  });

  test('transports asked for at once are counted as those that are there', async () => {
    const { ann } = await pair();
    const asked = Array.from({ length: 8 }, () => ann.ask('createTransport', { direction: 'recv' }));
    const codes = (await Promise.all(asked)).map(codeOf);
    expect(codes.toSorted()).toEqual([...Array(6).fill('CONFLICT'), 'OK', 'OK']);
  });

  test('who comes later is told what there is; who leaves takes it along', async () => {
    const { sessionId, auth, ann, bob } = await pair();
    const microphone = await ann.produce('microphone');
    const camera = await ann.produce('camera');
    const cleo = await enterCall(await node.visit('Cleo', auth), sessionId);
    expect(cleo.joined.producers.map(({ producerId }) => producerId)).toEqual([microphone, camera]);
    expect(cleo.joined.token).toBe(bob.joined.token);
    expect(codeOf(await ann.ask('leave'))).toBe('OK');
    await heard(cleo.visitor, 'media:producerClosed', { producerId: microphone });
    await heard(cleo.visitor, 'media:producerClosed', { producerId: camera });
    expect(codeOf(await ann.ask('createTransport', { direction: 'send' }))).toBe('INVALID_STATE');
  });

  test('whoever is in the call is told of, whether they send anything or not, and once with two tabs', async () => {
    const { sessionId, auth, ann, bob } = await pair();
    const [a, b] = [ann.visitor.userId, bob.visitor.userId];
    const last = ({ visitor }: typeof ann) => said(visitor, 'media:members').at(-1);
    await expect.poll(() => last(ann)).toEqual({ sessionId, userIds: [a, b] });
    expect(said(bob.visitor, 'media:members')).toEqual([{ sessionId, userIds: [a, b] }]);
    const tab = await enterCall(await node.visit('Bob', auth), sessionId);
    await expect.poll(() => last(tab)).toEqual({ sessionId, userIds: [a, b] });
    expect(codeOf(await bob.ask('join'))).toBe('OK');
    bob.visitor.close();
    const cleo = await enterCall(await node.visit('Cleo', auth), sessionId);
    await expect.poll(() => last(ann)).toEqual({ sessionId, userIds: [a, b, cleo.visitor.userId] });
    tab.visitor.close();
    await expect.poll(() => last(ann)).toEqual({ sessionId, userIds: [a, cleo.visitor.userId] });
    // Neither a second tab nor joining again was news to anybody else.
    expect(said(ann.visitor, 'media:members')).toHaveLength(4);
  });

  test('a socket that is cut off, and a seat that is given up, leave the call', async () => {
    const { sessionId, ann, bob } = await pair();
    const producerId = await ann.produce('microphone');
    ann.visitor.close();
    await heard(bob.visitor, 'media:producerClosed', { producerId });
    await bob.visitor.ask('room:leave', { sessionId });
    expect(codeOf(await bob.ask('join'))).toBe('FORBIDDEN');
  });

  test('the same person’s second tab takes over what it sends', async () => {
    const { sessionId, auth, ann, bob } = await pair();
    const first = await ann.produce('microphone');
    const tab = await enterCall(await node.visit('Ann', auth), sessionId);
    const second = await tab.produce('microphone');
    expect(second).not.toBe(first);
    await heard(bob.visitor, 'media:producerClosed', { producerId: first });
    await heard(ann.visitor, 'media:producerClosed', { producerId: first });
  });

  test('joining again begins anew, and ICE is restarted with other credentials', async () => {
    const { ann, bob } = await pair();
    const producerId = await ann.produce('microphone');
    const restarted = await bob.ask('restartIce', { transportId: bob.recvId });
    expect(restarted['iceParameters']).toMatchObject({ usernameFragment: expect.any(String) });
    expect(restarted['iceServers']).toMatchObject([{ username: expect.stringContaining(bob.visitor.userId) }]);
    expect(codeOf(await ann.ask('join'))).toBe('OK');
    await heard(bob.visitor, 'media:producerClosed', { producerId });
    expect(codeOf(await ann.ask('restartIce', { transportId: ann.sendId }))).toBe('NOT_FOUND');
  });

  test('a name and password for the relay last ten minutes at the most', async () => {
    const { ann } = await pair();
    const [server] = ann.joined['iceServers'] as [{ urls: string[]; username: string; credential: string }];
    expect(server.urls).toEqual(['turn:turn.example:3478']);
    const [expiresAt, userId] = server.username.split(':');
    expect(Number(expiresAt) * 1_000 - Date.now()).toBeLessThanOrEqual(600_000);
    expect(userId).toBe(ann.visitor.userId);
  });
});

describe('the room decides', () => {
  test('a host mutes: a microphone pauses and comes back by its owner, a screen ends', async () => {
    const { ann, bob } = await pair();
    const microphone = await bob.produce('microphone');
    const screen = await bob.produce('screen');
    const { userId } = bob.visitor;
    expect(codeOf(await ann.ask('muteParticipant', { userId, source: 'microphone' }))).toBe('OK');
    await heard(bob.visitor, 'media:muted', { source: 'microphone', byUserId: ann.visitor.userId });
    await heard(ann.visitor, 'media:producerPaused', { producerId: microphone });
    expect(codeOf(await bob.ask('resumeProducer', { producerId: microphone }))).toBe('OK');
    await ann.ask('muteParticipant', { userId, source: 'screen' });
    await heard(ann.visitor, 'media:producerClosed', { producerId: screen });
    const host = ann.visitor.userId;
    expect(codeOf(await bob.ask('muteParticipant', { userId: host, source: 'microphone' }))).toBe('FORBIDDEN');
  });

  test('a tool that is switched off ends what needs it, and refuses it until it is on again', async () => {
    const { ann, bob } = await pair();
    const camera = await bob.produce('camera');
    await ann.visitor.command('session:updateSettings', { settings: { enabledTools: ['CHAT', 'SCREEN_SHARE'] } });
    await heard(ann.visitor, 'media:producerClosed', { producerId: camera });
    await expect(bob.produce('camera')).rejects.toThrow('FORBIDDEN');
    await expect(bob.produce('screen')).resolves.toEqual(expect.any(String));
    await ann.visitor.command('session:updateSettings', { settings: { enabledTools: ['CHAT'] } });
    expect(codeOf(await bob.ask('join'))).toBe('FORBIDDEN');
  });

  test('[R6] an audio-only room ends what cameras send and takes no new one; the rest goes on', async () => {
    const { ann, bob } = await pair();
    const [camera, microphone] = [await bob.produce('camera'), await bob.produce('microphone')];
    await ann.visitor.command('session:updateSettings', { settings: { audioOnly: true } });
    await heard(ann.visitor, 'media:producerClosed', { producerId: camera });
    await expect(bob.produce('camera')).rejects.toThrow('FORBIDDEN');
    expect(codeOf(await bob.ask('pauseProducer', { producerId: microphone }))).toBe('OK');
    await expect(bob.produce('screen')).resolves.toEqual(expect.any(String));
    await ann.visitor.command('session:updateSettings', { settings: { audioOnly: false } });
    await expect(bob.produce('camera')).resolves.toEqual(expect.any(String));
  });

  test('who is removed is out of the call at once, and so is everybody when the session ends', async () => {
    const { sessionId, auth, ann, bob } = await pair();
    const cleo = await enterCall(await node.visit('Cleo', auth), sessionId);
    const producerId = await bob.produce('camera');
    await ann.visitor.command('participant:remove', { userId: bob.visitor.userId });
    await heard(ann.visitor, 'media:producerClosed', { producerId });
    expect(codeOf(await bob.ask('join'))).toBe('FORBIDDEN');
    await ann.visitor.command('session:end');
    await cleo.visitor.pushed('room:closed');
    expect(codeOf(await cleo.ask('join'))).toBe('SESSION_ENDED');
  });
});

describe('bounds', () => {
  test('transports, sources and kinds', async () => {
    const { ann, bob } = await pair();
    const more = [
      await ann.ask('createTransport', { direction: 'send' }),
      await ann.ask('createTransport', { direction: 'recv' }),
    ];
    expect(more.map(codeOf)).toEqual(['OK', 'OK']);
    expect(codeOf(await ann.ask('createTransport', { direction: 'send' }))).toBe('CONFLICT');
    const sound = { transportId: bob.sendId, kind: 'audio', rtpParameters: {}, source: 'camera' };
    expect(codeOf(await bob.ask('produce', sound))).toBe('VALIDATION_FAILED');
    expect(codeOf(await bob.ask('produce', { ...sound, source: 'microphone' }))).toBe('VALIDATION_FAILED');
    expect(codeOf(await bob.ask('connectTransport', { transportId: bob.sendId, dtlsParameters: {} }))).toBe(
      'VALIDATION_FAILED',
    );
  });

  test('what is received of others is counted while it is asked for, and for a person with all their tabs', async () => {
    const { sessionId, auth, ann, bob } = await pair();
    const producerId = await ann.produce('microphone');
    const codesOf = async (tab: typeof bob, count: number) => {
      const rtpCapabilities = tab.joined['routerRtpCapabilities'];
      const consume = () => tab.ask('consume', { transportId: tab.recvId, producerId, rtpCapabilities });
      const codes = (await Promise.all(Array.from({ length: count }, consume))).map(codeOf);
      return Object.groupBy(codes, (code) => code);
    };
    const bob2 = await enterCall(await node.visit('Bob', auth), sessionId);
    const bob3 = await enterCall(await node.visit('Bob', auth), sessionId);
    const [first, second] = [await codesOf(bob, 410), await codesOf(bob2, 390)];
    expect([first['OK']?.length, first['CONFLICT']?.length, second['OK']?.length]).toEqual([400, 10, 390]);
    const third = await codesOf(bob3, 12);
    expect([third['OK']?.length, third['CONFLICT']?.length]).toEqual([10, 2]);
  });

  test('ids of others are nobody’s business', async () => {
    const { ann, bob } = await pair();
    const producerId = await ann.produce('microphone');
    const consumerId = await bob.consume(producerId);
    expect(codeOf(await bob.ask('closeProducer', { producerId }))).toBe('NOT_FOUND');
    expect(codeOf(await bob.ask('pauseProducer', { producerId }))).toBe('NOT_FOUND');
    expect(codeOf(await ann.ask('resumeConsumer', { consumerId }))).toBe('NOT_FOUND');
    expect(codeOf(await bob.ask('restartIce', { transportId: ann.sendId }))).toBe('NOT_FOUND');
    expect(codeOf(await ann.ask('consume', { transportId: ann.recvId, producerId, rtpCapabilities: {} }))).toBe(
      'CONFLICT',
    );
  });
});

test('a worker that dies costs a rejoin, never the room', async () => {
  const { ann, bob } = await pair();
  await ann.visitor.command('session:start');
  await ann.visitor.command('timer:start');
  const before = await ann.produce('microphone');
  const [pid] = node.workerPids();
  process.kill(pid!, 'SIGKILL');
  expect(await bob.visitor.pushed('media:reset')).toMatchObject({ reason: 'WORKER_DIED' });
  expect(codeOf(await ann.ask('createTransport', { direction: 'send' }))).toBe('INVALID_STATE');
  const again = await enterCall(ann.visitor, ann.visitor.arrival!.payload['sessionId'] as string);
  expect(Number(again.joined.token)).toBeGreaterThan(Number(ann.joined.token));
  expect(await again.produce('microphone')).not.toBe(before);
  expect(codeOf(await ann.visitor.command('timer:pause'))).toBe('OK');
  expect(node.workerPids()).toHaveLength(1);
});
