import { describe, expect, test } from 'vitest';
import { createServerClock } from '../../client/sdk/clock/server-clock.ts';
import { createTimerFace } from '../../client/sdk/clock/timer-face.ts';
import { defaultTimerConfig } from '../../server/protocol/defaults.ts';
import type { TimerState } from '../../server/protocol/room.ts';
import { ada } from './support/fake-server.ts';
import { fakeDevice, joined, pass, ready, setUp, useVirtualTime } from './support/bench.ts';
import { mulberry32 } from './support/random.ts';

const minute = 60_000;

describe('the server’s time', () => {
  test.each([1, 2, 3, 4, 5])('seed %i: under 25 ms ± exp(5 ms) each way the error is at most 3 ms, p95', (seed) => {
    const random = mulberry32(seed);
    const oneWay = () => 25 - 5 * Math.log(1 - random());
    let monotonic = 1_000;
    const truth = 1_800_000_000_000;
    const errors: number[] = [];
    for (let run = 0; run < 2_000; run += 1) {
      const clock = createServerClock({ ...fakeDevice().surroundings, monotonic: () => monotonic, wall: () => 0 });
      clock.beginBurst();
      for (let i = 0; i < 8; i += 1) {
        const sentAt = monotonic;
        monotonic += oneWay();
        const serverAt = Math.round(truth + monotonic);
        monotonic += oneWay();
        clock.sample(sentAt, monotonic, serverAt);
        monotonic += 100;
      }
      clock.endBurst();
      errors.push(Math.abs(clock.now() - (truth + monotonic)));
    }
    errors.sort((a, b) => a - b);
    expect(errors[Math.floor(errors.length * 0.95)]).toBeLessThan(3);
  });

  test.each([-10, 0, 10])(
    'a device whose clock is %i minutes off shows the right time once it is in',
    async (minutes) => {
      const { server, client, session } = await joined({ skewMs: -minutes * minute });
      expect(Math.abs(client.now() - server.now())).toBeLessThan(2);
      expect(Math.abs(session.serverNow() - server.now())).toBeLessThan(2);
    },
  );

  test('with the first message of the server it is right within one way, before any sample', async () => {
    const { server, client, session } = setUpSlow();
    await pass(100 + 100 + 50);
    expect(session.state.getSnapshot().kind).toBe('ready');
    expect(Math.abs(client.now() - server.now())).toBeLessThanOrEqual(101);
  });

  test('somebody sets the device’s clock: nothing changes', async () => {
    const { server, client, device } = await joined();
    device.wallShiftMs = 10 * minute;
    await pass(2 * minute);
    expect(Math.abs(client.now() - server.now())).toBeLessThan(2);
  });

  test('the monotonic clock stood still in sleep: right at once on waking, before the server is asked', async () => {
    let asleepMs = 0;
    useVirtualTime();
    const { surroundings } = fakeDevice();
    const clock = createServerClock({ ...surroundings, monotonic: () => performance.now() - asleepMs });
    clock.beginBurst();
    clock.sample(performance.now(), performance.now(), Date.now() + 5 * minute);
    clock.endBurst();
    await pass(30 * minute);
    asleepMs = 30 * minute;
    clock.woke();
    expect(Math.abs(clock.now() - (Date.now() + 5 * minute))).toBeLessThan(2);
  });

  test('a sample that disproves the estimate counts at once, a worse one does not', () => {
    const clock = createServerClock({ ...fakeDevice().surroundings, monotonic: () => 0, wall: () => 0 });
    clock.sample(0, 40, 1_020);
    expect(clock.now()).toBe(1_000);
    clock.beginBurst();
    clock.sample(0, 400, 1_250);
    expect(clock.now()).toBe(1_000);
    clock.sample(0, 20, 5_010);
    expect(clock.now()).toBe(5_000);
  });

  test('asked eight times on connecting, and every minute', async () => {
    const { server } = await joined();
    const asked = () => server.received.filter(({ name }) => name === 'clock:sync').length;
    await pass(2_000);
    expect(asked()).toBe(8);
    await pass(2 * minute);
    expect(asked()).toBeGreaterThanOrEqual(16);
    expect(asked()).toBeLessThanOrEqual(24);
  });
});

describe('what a timer shows', () => {
  const running = (startedAt: number, endsAt: number): TimerState => ({
    status: 'RUNNING',
    config: defaultTimerConfig,
    phase: 'WORK',
    completedWorkPhases: 0,
    startedAt,
    endsAt,
  });

  test('small corrections backwards make it stand still, never run backwards', () => {
    let now = 10_000;
    const face = createTimerFace(() => now);
    const timer = running(0, 60_000);
    const shown: number[] = [];
    const random = mulberry32(7);
    for (let i = 0; i < 1_000; i += 1) {
      now = 10_000 + i * 20 + (random() - 0.5) * 240;
      shown.push(face.remainingMs(timer)!);
      expect(Math.abs(60_000 - now - shown.at(-1)!)).toBeLessThanOrEqual(250);
    }
    expect(shown.every((ms, index) => index === 0 || ms <= shown[index - 1]!)).toBe(true);
  });

  test('a correction of more than 250 ms is shown: right comes before steady', () => {
    let now = 10_000;
    const face = createTimerFace(() => now);
    expect(face.remainingMs(running(0, 60_000))).toBe(50_000);
    now = 9_000;
    expect(face.remainingMs(running(0, 60_000))).toBe(51_000);
  });

  test('another phase shows at once', () => {
    let now = 10_000;
    const face = createTimerFace(() => now);
    face.remainingMs(running(0, 60_000));
    now = 9_900;
    expect(face.remainingMs(running(9_900, 69_900))).toBe(60_000);
  });

  test('pausing and resuming 50 times: two clients agree, and no phase runs backwards', async () => {
    const { server, session } = await joined({ skewMs: 10 * minute });
    const other = await joined({ server });
    server.tell(ada, { type: 'session:start' });
    server.tell(ada, { type: 'timer:start' });
    for (let i = 0; i < 50; i += 1) {
      let last = Infinity;
      for (let tick = 0; tick < 5; tick += 1) {
        await pass(130);
        const remaining = session.remainingMs()!;
        expect(remaining).toBeLessThanOrEqual(last);
        expect(Math.abs(remaining - other.session.remainingMs()!)).toBeLessThan(5);
        last = remaining;
      }
      server.tell(ada, { type: 'timer:pause' });
      await pass(100);
      expect(session.remainingMs()).toBe(other.session.remainingMs());
      const { timer } = ready(session).room;
      expect(session.remainingMs()).toBe(timer.status === 'PAUSED' ? timer.remainingMs : null);
      server.tell(ada, { type: 'timer:resume' });
      await pass(20);
    }
  });
});

function setUpSlow() {
  const all = setUp({ skewMs: 10 * minute, oneWayMs: () => 100 });
  return { ...all, session: all.client.joinSession('5e551040-0000-4000-8000-000000000001' as never) };
}
