import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SessionId, UserId } from '../../server/protocol/ids.ts';
import { uuid } from '../support/rooms.ts';
import { fakeCall } from './support/fake-call.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
/** Lets everything happen that needs no time. */
const settle = () => vi.advanceTimersByTimeAsync(0);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const sessionId = uuid('session') as SessionId;
const reset = { name: 'media:reset', payload: { sessionId, reason: 'WORKER_DIED' } } as const;

/** In the call, with these switched on. */
async function inCall(...on: ('microphone' | 'camera')[]) {
  const fake = fakeCall();
  fake.call.join();
  await settle();
  for (const source of on) await fake.call.turnOn(source);
  await settle();
  expect(fake.call.state.getSnapshot()).toEqual({ kind: 'in', way: 'up' });
  return fake;
}
const sources = (fake: ReturnType<typeof fakeCall>) => fake.asked('media:produce').map(({ source }) => source);

describe('a call', () => {
  test('sends what is switched on, and nothing else', async () => {
    const fake = await inCall();
    expect(sources(fake)).toEqual([]);
    await fake.call.turnOn('microphone');
    await settle();
    expect(fake.asked('media:produce')).toMatchObject([{ source: 'microphone', kind: 'audio', paused: false }]);
    await fake.call.turnOn('camera');
    await settle();
    expect(sources(fake)).toEqual(['microphone', 'camera']);
    fake.call.turnOff('camera');
    await settle();
    expect(fake.asked('media:closeProducer')).toHaveLength(1);
    fake.call.close();
  });

  test('a sound is received at once, a picture while somebody looks at it', async () => {
    const fake = fakeCall();
    fake.theirs.push({ producerId: 'voice', kind: 'audio' }, { producerId: 'face', kind: 'video' });
    fake.call.join();
    await settle();
    expect(fake.asked('media:consume').map(({ producerId }) => producerId)).toEqual(['voice']);
    expect(fake.asked('media:resumeConsumer')).toHaveLength(1);
    const lookAway = fake.call.look('face', { height: 180 });
    await settle();
    expect(fake.asked('media:consume').map(({ producerId }) => producerId)).toEqual(['voice', 'face']);
    expect(fake.call.members.getSnapshot()).toMatchObject([
      { sends: { microphone: { track: { kind: 'audio' } }, camera: { track: { kind: 'video' } } } },
    ]);
    lookAway();
    await settle();
    expect(fake.asked('media:pauseConsumer')).toHaveLength(1);
    fake.call.close();
  });

  test('whoever sends nothing is in it as well, until they leave', async () => {
    const fake = fakeCall();
    const [ada, ben, cleo] = ['Ada', 'Ben', 'Cleo'].map(fake.userOf) as [UserId, UserId, UserId];
    const present = (...userIds: UserId[]) => fake.notify({ name: 'media:members', payload: { sessionId, userIds } });
    const seen = () =>
      fake.call.members.getSnapshot().map(({ userId, sends }) => [userId, Object.keys(sends)] as const);
    fake.theirs.push({ producerId: 'voice', kind: 'audio' });
    fake.call.join();
    // The server tells of it before it answers.
    present(ada, ben, cleo);
    await settle();
    expect(new Map(seen())).toEqual(
      new Map([
        [ben, ['microphone']],
        [cleo, []],
      ]),
    );
    fake.notify({ name: 'media:producerClosed', payload: { sessionId, producerId: 'voice' } });
    expect(new Map(seen())).toEqual(
      new Map([
        [ben, []],
        [cleo, []],
      ]),
    );
    present(ada, ben);
    expect(seen()).toEqual([[ben, []]]);
    // While it is built anew they stay in view; then it is as the new one tells.
    const again = { producerId: 'again', kind: 'audio' } as const;
    fake.theirs.splice(0, 1, again);
    fake.notify(reset);
    present(ada, ben, cleo);
    const sent = { ...again, sessionId, userId: ben, source: 'microphone', paused: false } as const;
    fake.notify({ name: 'media:producerAdded', payload: sent });
    expect(seen()).toEqual([[ben, []]]);
    await settle();
    expect(new Map(seen())).toEqual(
      new Map([
        [ben, ['microphone']],
        [cleo, []],
      ]),
    );
    fake.call.close();
  });

  test('the others stand in the order in which they came; who comes back, or is built anew, has the place they had', async () => {
    const fake = fakeCall();
    const [ada, ...others] = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve'].map(fake.userOf) as [UserId, ...UserId[]];
    const [ben, cleo, dan, eve] = others.toSorted().toReversed() as [UserId, UserId, UserId, UserId];
    const present = (...userIds: UserId[]) => fake.notify({ name: 'media:members', payload: { sessionId, userIds } });
    const seen = () => fake.call.members.getSnapshot().map(({ userId }) => userId);
    fake.call.join();
    present(ben, cleo, ada);
    await settle();
    expect(seen()).toEqual([ben, cleo]);
    present(ben, cleo, ada, dan);
    expect(seen()).toEqual([ben, cleo, dan]);
    // Ben is away for a moment: for the server he came last.
    present(cleo, ada, dan);
    present(cleo, ada, dan, ben);
    expect(seen()).toEqual([ben, cleo, dan]);
    // Everybody is: they come back as they happen to, and somebody else between them.
    fake.notify(reset);
    present(ada);
    await settle();
    present(ada, dan, eve);
    present(ada, dan, eve, ben, cleo);
    expect(seen()).toEqual([ben, cleo, dan, eve]);
    fake.call.close();
  });

  test('what the server cannot give just now is asked for again until it comes', async () => {
    const fake = fakeCall();
    fake.theirs.push({ producerId: 'voice', kind: 'audio' });
    fake.refusing.set('media:consume', 'UNAVAILABLE');
    fake.call.join();
    await settle();
    await pass(1_000);
    expect(fake.asked('media:consume').length).toBeGreaterThan(1);
    fake.refusing.clear();
    fake.refusing.set('media:resumeConsumer', 'RATE_LIMITED');
    await pass(1_000);
    fake.refusing.clear();
    await pass(1_000);
    expect(fake.asked('media:resumeConsumer')).toHaveLength(2);
    fake.forget();
    await pass(10_000);
    expect(fake.asked('media:resumeConsumer')).toEqual([]);
    fake.call.close();
  });

  test('a source the server refuses is let go and says so; it is not offered again', async () => {
    const fake = await inCall();
    fake.refusing.set('media:produce', 'FORBIDDEN');
    await fake.call.turnOn('camera');
    await settle();
    expect(fake.call.own.getSnapshot().camera).toMatchObject({ kind: 'refused', refusal: { code: 'FORBIDDEN' } });
    expect(fake.devices.tracks.every(({ readyState }) => readyState === 'ended')).toBe(true);
    fake.refusing.clear();
    fake.forget();
    fake.notify(reset);
    await settle();
    expect(sources(fake)).toEqual([]);
    fake.call.close();
  });

  test('leaving lets go of everything, once', async () => {
    const fake = await inCall('microphone', 'camera');
    fake.call.leave();
    fake.call.leave();
    await settle();
    expect(fake.asked('media:leave')).toHaveLength(1);
    expect(fake.sending()).toBe(0);
    expect(fake.devices.tracks.every(({ readyState }) => readyState === 'ended')).toBe(true);
    fake.forget();
    fake.notify(reset);
    fake.cut();
    fake.sit();
    await pass(60_000);
    expect(fake.asked('media:join')).toEqual([]);
    fake.call.close();
  });
});

describe('nothing is switched on by coming back', () => {
  const ways = {
    'the router is gone': async (fake: ReturnType<typeof fakeCall>) => fake.notify(reset),
    'the link is cut': async (fake: ReturnType<typeof fakeCall>) => {
      fake.cut();
      await pass(5_000);
      fake.sit();
    },
  };
  test.each(Object.entries(ways))('%s', async (_, happens) => {
    const fake = await inCall('microphone', 'camera');
    fake.call.turnOff('microphone');
    fake.call.turnOff('camera');
    await settle();
    fake.forget();
    await happens(fake);
    await settle();
    expect(fake.asked('media:join')).toHaveLength(1);
    // Muted from its first packet: not for a moment is it heard.
    expect(fake.asked('media:produce')).toMatchObject([{ source: 'microphone', paused: true }]);
    await pass(10_000);
    expect(fake.asked('media:resumeProducer')).toEqual([]);
    expect(fake.call.own.getSnapshot()).toMatchObject({ microphone: { kind: 'muted' }, camera: { kind: 'off' } });
    expect(fake.sending()).toBe(1);
    fake.call.close();
  });

  test('what was on is on again', async () => {
    const fake = await inCall('microphone', 'camera');
    fake.forget();
    fake.notify(reset);
    await settle();
    expect(fake.asked('media:produce')).toMatchObject([
      { source: 'microphone', paused: false },
      { source: 'camera', paused: false },
    ]);
    fake.call.close();
  });

  test('a host’s mute holds over it', async () => {
    const fake = await inCall('microphone');
    const byUserId = uuid('host') as never;
    fake.notify({ name: 'media:muted', payload: { sessionId, source: 'microphone', byUserId } });
    await settle();
    expect(fake.events).toEqual([{ kind: 'mutedByHost', source: 'microphone', byUserId }]);
    fake.forget();
    fake.notify(reset);
    await settle();
    expect(fake.asked('media:produce')).toMatchObject([{ source: 'microphone', paused: true }]);
    // Told again to whoever comes back, it is no news.
    fake.notify({ name: 'media:muted', payload: { sessionId, source: 'microphone', byUserId } });
    expect(fake.events).toHaveLength(1);
    fake.call.close();
  });

  test('a host’s mute that was not heard while the link was silent is told on coming back, and nothing is sent', async () => {
    const fake = await inCall('microphone', 'camera');
    fake.cut();
    await pass(5_000);
    fake.forget();
    fake.sit();
    const byUserId = uuid('host') as never;
    // Before the join is answered, as the server does it.
    for (const source of ['microphone', 'camera'] as const) {
      fake.notify({ name: 'media:muted', payload: { sessionId, source, byUserId } });
    }
    await settle();
    await pass(10_000);
    expect(fake.asked('media:join')).toHaveLength(1);
    expect(fake.asked('media:produce')).toMatchObject([{ source: 'microphone', paused: true }]);
    expect(fake.asked('media:resumeProducer')).toEqual([]);
    expect(fake.events.map(({ source }) => source)).toEqual(['microphone', 'camera']);
    fake.call.close();
  });
});

describe('while quiet', () => {
  test('nobody is heard, and one’s microphone is held; then it is as its owner has it', async () => {
    const fake = fakeCall();
    fake.theirs.push({ producerId: 'voice', kind: 'audio' });
    fake.call.join();
    await fake.call.turnOn('microphone');
    await settle();
    const [track] = fake.devices.tracks;
    fake.call.setQuiet(true);
    await settle();
    expect([fake.asked('media:pauseConsumer').length, fake.asked('media:pauseProducer').length]).toEqual([1, 1]);
    expect(track?.enabled).toBe(false);
    // The person did not switch it: it is on, and comes back by itself.
    expect(fake.call.own.getSnapshot().microphone.kind).toBe('on');
    fake.call.setQuiet(false);
    await settle();
    expect(fake.asked('media:resumeProducer')).toHaveLength(1);
    expect(track?.enabled).toBe(true);

    fake.call.setQuiet(true);
    await settle();
    fake.call.turnOff('microphone');
    fake.call.setQuiet(false);
    await settle();
    expect(fake.asked('media:resumeProducer')).toHaveLength(1);
    expect(track?.enabled).toBe(false);
    fake.call.close();
  });

  test('who comes in, or comes back, is neither heard nor hears a moment of it', async () => {
    const fake = fakeCall();
    fake.theirs.push({ producerId: 'voice', kind: 'audio' });
    fake.call.setQuiet(true);
    await fake.call.turnOn('microphone');
    // What is tried before joining shows its level.
    expect(fake.devices.tracks[0]?.enabled).toBe(true);
    fake.call.join();
    await settle();
    fake.notify(reset);
    await settle();
    expect(fake.asked('media:produce').map(({ paused }) => paused)).toEqual([true, true]);
    expect([fake.asked('media:consume'), fake.asked('media:resumeProducer')]).toEqual([[], []]);
    expect(fake.devices.tracks[0]?.enabled).toBe(false);
    fake.call.setQuiet(false);
    await settle();
    expect([fake.asked('media:consume').length, fake.asked('media:resumeProducer').length]).toEqual([1, 1]);
    fake.call.close();
  });
});

describe('a way that breaks', () => {
  test('and closes again by itself is left alone', async () => {
    const fake = await inCall('microphone');
    fake.forget();
    fake.way('disconnected');
    expect(fake.call.state.getSnapshot()).toEqual({ kind: 'in', way: 'recovering' });
    await pass(1_000);
    fake.way('connected');
    await pass(20_000);
    expect(fake.call.state.getSnapshot()).toEqual({ kind: 'in', way: 'up' });
    expect([fake.asked('media:restartIce'), fake.asked('media:join')]).toEqual([[], []]);
    fake.call.close();
  });

  test('is mended by an ICE restart, by a name and password that the relay still takes', async () => {
    const fake = await inCall('microphone');
    fake.forget();
    const spies = fake.transports.map((transport) => ({
      update: vi.spyOn(transport, 'updateIceServers'),
      restart: vi.spyOn(transport, 'restartIce'),
    }));
    fake.way('disconnected');
    await pass(1_500);
    expect(fake.asked('media:restartIce')).toHaveLength(2);
    for (const { update, restart } of spies) {
      expect(update.mock.calls).toMatchObject([[{ iceServers: [{ username: expect.stringMatching(/^restart/) }] }]]);
      expect(update).toHaveBeenCalledBefore(restart);
    }
    fake.way('connected');
    await pass(20_000);
    expect(fake.asked('media:join')).toEqual([]);
    expect(sources(fake)).toEqual([]);
    fake.call.close();
  });

  test('and does not come back by that is built anew, with what was on', async () => {
    const fake = await inCall('microphone');
    fake.forget();
    fake.way('failed');
    await settle();
    expect(fake.asked('media:restartIce')).toHaveLength(2);
    await pass(10_000);
    expect(fake.asked('media:join')).toHaveLength(1);
    expect(fake.asked('media:produce')).toMatchObject([{ source: 'microphone', paused: false }]);
    expect(fake.sending()).toBe(1);
    fake.call.close();
  });
});

describe('a device that goes away', () => {
  test('is replaced by another, as it was', async () => {
    const fake = await inCall('microphone');
    fake.devices.unplug();
    await settle();
    expect(fake.events).toEqual([{ kind: 'deviceReplaced', source: 'microphone' }]);
    expect(fake.call.own.getSnapshot().microphone.kind).toBe('on');
    fake.call.turnOff('microphone');
    fake.devices.unplug();
    await settle();
    expect(fake.call.own.getSnapshot().microphone.kind).toBe('muted');
    // The same producer all the time: nobody else notices.
    expect(sources(fake)).toEqual(['microphone']);
    fake.call.close();
  });

  test('a screen that is ended from the browser’s own bar ends for everybody', async () => {
    const fake = await inCall();
    expect(await fake.call.shareScreen()).toBe(true);
    await settle();
    expect(sources(fake)).toEqual(['screen']);
    fake.devices.unplug();
    await settle();
    expect(fake.asked('media:closeProducer')).toHaveLength(1);
    expect(fake.call.own.getSnapshot().screen.kind).toBe('off');
    fake.call.close();
  });
});
