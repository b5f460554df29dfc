import { describe, expect, test } from 'vitest';
import { elapsedMs, remainingMs } from '../../server/domain/clock.ts';
import type { Command } from '../../server/protocol/commands.ts';
import { defaultTimerConfig } from '../../server/protocol/defaults.ts';
import type { TimerConfig, TimerState } from '../../server/protocol/room.ts';
import { active, ann, bob, cleo, given, minutes, roomOf, seconds, t0, typesOf, verdict } from '../support/rooms.ts';

const start: Command = { type: 'timer:start' };
const pause: Command = { type: 'timer:pause' };
const resume: Command = { type: 'timer:resume' };
const skip: Command = { type: 'timer:skip' };
const reset: Command = { type: 'timer:reset' };
const short: Partial<TimerConfig> = {
  workMs: 10 * seconds,
  shortBreakMs: 3 * seconds,
  longBreakMs: 5 * seconds,
  longBreakInterval: 2,
};
const endless: Partial<TimerConfig> = { ...short, autoStartWork: true, autoStartBreak: true };
const room = (timer: Partial<TimerConfig> = short) => active([ann, bob], { timer });

describe('[T1] starting', () => {
  test.each<[string, Partial<TimerConfig>, Command, object]>([
    ['a pomodoro', {}, start, { phase: 'WORK', startedAt: t0, endsAt: t0 + 25 * minutes }],
    ['a break', {}, { type: 'timer:start', phase: 'LONG_BREAK' }, { phase: 'LONG_BREAK', endsAt: t0 + 15 * minutes }],
    ['a countdown', { mode: 'COUNTDOWN', workMs: 7_000 }, start, { phase: 'WORK', endsAt: t0 + 7_000 }],
    ['a stopwatch', { mode: 'STOPWATCH' }, start, { phase: 'WORK', startedAt: t0, endsAt: null }],
  ])('%s', (_, timer, command, expected) => {
    const story = room(timer);
    expect(verdict(story.when(ann, command))).toBe('OK');
    expect(story.state.timer).toMatchObject({ status: 'RUNNING', ...expected });
  });

  test('not twice, nor while paused', () => {
    const story = room();
    story.when(ann, start);
    expect(verdict(story.when(ann, start))).toBe('INVALID_STATE');
    story.when(ann, pause);
    expect(verdict(story.when(ann, start))).toBe('INVALID_STATE');
  });

  test.each(['COUNTDOWN', 'STOPWATCH'] as const)('%s has no breaks', (mode) => {
    expect(verdict(room({ mode }).when(ann, { type: 'timer:start', phase: 'SHORT_BREAK' }))).toBe('INVALID_STATE');
  });
});

test('[T2] only configuring is possible before the session has started', () => {
  const story = given(roomOf());
  story.come(ann);
  for (const command of [start, pause, resume, skip, reset]) {
    expect(verdict(story.when(ann, command))).toBe('INVALID_STATE');
  }
  expect(verdict(story.when(ann, { type: 'timer:configure', config: { workMs: 60_000 } }))).toBe('OK');
});

test.each([pause, skip, reset])('[T3] a phase that has run its time is completed, not ended by $type', (command) => {
  const story = room();
  story.when(ann, start);
  story.sleep(10 * seconds);
  expect(verdict(story.when(ann, command))).toBe('INVALID_STATE');
  expect(story.catchUp().state.timer).toMatchObject({ completedWorkPhases: 1 });
});

describe('[T4] [T5] pausing and resuming', () => {
  test('[T4] pausing keeps the remaining time', () => {
    const story = room();
    story.when(ann, start);
    story.pass(4 * seconds).when(ann, pause);
    expect(story.pass(9 * minutes).state.timer).toMatchObject({
      status: 'PAUSED',
      remainingMs: 6_000,
      elapsedMs: 4_000,
    });
  });

  test('[T4] a stopwatch keeps what has run', () => {
    const story = room({ mode: 'STOPWATCH' });
    story.when(ann, start);
    expect(typesOf(story.pass(4 * seconds).when(ann, pause))).toEqual(['timer.paused']);
    expect(story.state.timer).toMatchObject({ status: 'PAUSED', elapsedMs: 4_000 });
    expect(story.state.timer).not.toHaveProperty('remainingMs');
    story.pass(60 * seconds).when(ann, resume);
    expect(elapsedMs(story.state.timer, story.now + 1_000)).toBe(5_000);
  });

  test('[T5] resuming goes on where it stopped', () => {
    const story = room();
    story.when(ann, start);
    story.pass(4 * seconds).when(ann, pause);
    story.pass(60 * seconds).when(ann, resume);
    expect(story.state.timer).toMatchObject({
      status: 'RUNNING',
      startedAt: t0 + 60 * seconds,
      endsAt: t0 + 70 * seconds,
    });
  });

  test.each([60_000, 5_000])('[T5] though a work phase is %i ms by now', (workMs) => {
    const story = room();
    story.when(ann, start);
    story.pass(4 * seconds).when(ann, pause);
    story.when(ann, { type: 'timer:configure', config: { workMs } });
    story.when(ann, resume);
    expect(story.state.timer).toMatchObject({ startedAt: t0, endsAt: t0 + 10 * seconds });
  });

  test('[T5] [T15] pause and resume 50 times: never backwards, and the whole phase is run', () => {
    const story = room();
    story.when(ann, start);
    let shown = Infinity;
    let ran = 0;
    for (let turn = 0; turn < 50; turn += 1) {
      ran += 100 + turn;
      story.pass(100 + turn).when(ann, pause);
      const paused = remainingMs(story.state.timer, story.now)!;
      story.pass(777 * turn).when(ann, resume);
      expect(remainingMs(story.state.timer, story.now)).toBe(paused);
      expect(paused).toBeLessThan(shown);
      expect(paused).toBe(10 * seconds - ran);
      expect(elapsedMs(story.state.timer, story.now)).toBe(ran);
      shown = paused;
    }
    story.pass(shown);
    expect(story.state.timer.completedWorkPhases).toBe(1);
  });

  test('neither when there is nothing to pause or resume', () => {
    const story = room();
    expect([verdict(story.when(ann, pause)), verdict(story.when(ann, resume))]).toEqual([
      'INVALID_STATE',
      'INVALID_STATE',
    ]);
    story.when(ann, start);
    expect(verdict(story.when(ann, resume))).toBe('INVALID_STATE');
    story.when(ann, pause);
    expect(verdict(story.when(ann, pause))).toBe('INVALID_STATE');
  });
});

describe('[T6] a phase is over', () => {
  test('once, however many noticed', () => {
    const story = room(endless);
    story.when(ann, start);
    const { startedRev } = story.room.backstage;
    story.sleep(10 * seconds);
    const answers = [1, 2, 3].map(() => verdict(story.tell({ type: 'timer:elapse', startedRev })));
    expect(answers).toEqual(['OK', 'INVALID_STATE', 'INVALID_STATE']);
    expect(
      story.log.flatMap(({ events }) => events).filter(({ type }) => type === 'timer.phaseCompleted'),
    ).toHaveLength(1);
  });

  test('not before it is', () => {
    const story = room();
    story.when(ann, start);
    const { startedRev } = story.room.backstage;
    story.sleep(10 * seconds - 1);
    expect(verdict(story.tell({ type: 'timer:elapse', startedRev }))).toBe('INVALID_STATE');
  });

  test.each([
    [pause, resume],
    [reset, start],
    [skip, { type: 'timer:start', phase: 'WORK' }],
  ] as [Command, Command][])('not that of a phase which $type made another', (first, second) => {
    const story = room();
    story.when(ann, start);
    const { startedRev } = story.room.backstage;
    story.when(ann, first);
    expect(verdict(story.tell({ type: 'timer:elapse', startedRev }))).toBe('INVALID_STATE');
    story.when(ann, second);
    story.sleep(minutes);
    expect(verdict(story.tell({ type: 'timer:elapse', startedRev }))).toBe('INVALID_STATE');
  });

  test('never, for a stopwatch', () => {
    const story = room({ mode: 'STOPWATCH' });
    story.when(ann, start);
    expect(story.dueTypes()).toEqual([]);
    expect(
      verdict(
        story.sleep(24 * 60 * minutes).tell({ type: 'timer:elapse', startedRev: story.room.backstage.startedRev }),
      ),
    ).toBe('INVALID_STATE');
  });
});

describe('[T7] [T8] what comes next', () => {
  test('[T7] a long break every second time', () => {
    const story = room(endless);
    story.when(ann, start);
    const phases = [10, 3, 10, 5, 10].map((length) => {
      const { phase } = story.state.timer;
      story.pass(length * seconds);
      return phase;
    });
    expect(phases).toEqual(['WORK', 'SHORT_BREAK', 'WORK', 'LONG_BREAK', 'WORK']);
    expect(story.state.timer.completedWorkPhases).toBe(3);
  });

  test('[T7] a countdown ends', () => {
    const story = room({ ...endless, mode: 'COUNTDOWN' });
    story.when(ann, start);
    expect(story.pass(minutes).state.timer).toMatchObject({ status: 'IDLE', phase: 'WORK', completedWorkPhases: 1 });
  });

  test.each([
    [true, false, 'IDLE', 'WORK'],
    [false, true, 'IDLE', 'SHORT_BREAK'],
    [true, true, 'RUNNING', 'WORK'],
  ])('[T8] by itself if configured: break %s, work %s', (autoStartBreak, autoStartWork, status, phase) => {
    const story = room({ ...short, autoStartBreak, autoStartWork });
    story.when(ann, start);
    expect(story.pass(14 * seconds).state.timer).toMatchObject({ status, phase });
  });

  test.each([
    [0, 'RUNNING'],
    [60_000, 'RUNNING'],
    [60_001, 'IDLE'],
  ])('[T8] noticed %i ms late', (lateMs, status) => {
    const story = room({ ...endless, shortBreakMs: 5 * minutes });
    story.when(ann, start);
    story.sleep(10 * seconds + lateMs);
    story.tell({ type: 'timer:elapse', startedRev: story.room.backstage.startedRev });
    expect(story.state.timer).toMatchObject({ status, phase: 'SHORT_BREAK', completedWorkPhases: 1 });
  });

  test('[T8] what ended in between is caught up with, each phase at its own end', () => {
    const story = room(endless);
    story.when(ann, start);
    story.sleep(26 * seconds).catchUp();
    expect(story.state.timer).toMatchObject({
      phase: 'LONG_BREAK',
      startedAt: t0 + 23 * seconds,
      completedWorkPhases: 2,
    });
  });

  test('[T8] not in an empty room', () => {
    const story = room(endless);
    story.when(ann, start);
    story.cut(ann);
    story.cut(bob);
    expect(story.pass(minutes).state.timer).toMatchObject({
      status: 'IDLE',
      phase: 'SHORT_BREAK',
      completedWorkPhases: 1,
    });
  });

  test('[T8] not once the timer is switched off', () => {
    const story = room(endless);
    story.when(ann, start);
    story.when(ann, { type: 'session:updateSettings', settings: { enabledTools: ['CHAT'] } });
    expect(story.pass(minutes).state.timer).toMatchObject({ status: 'IDLE', completedWorkPhases: 1 });
  });
});

describe('[T9] [T10] who was present', () => {
  const present = (story: ReturnType<typeof room>) =>
    story.log
      .flatMap(({ events }) => events)
      .flatMap((event) =>
        event.type === 'timer.phaseCompleted' && event.phase === 'WORK' ? event.participantIds : [],
      );

  test('[T10] who is here at the end, not who was or will be', () => {
    const story = active([ann, bob, cleo], { timer: short });
    story.when(ann, start);
    story.pass(5 * seconds).leave(bob);
    story.pass(5 * seconds);
    expect(present(story)).toEqual([ann.userId, cleo.userId]);
  });

  test.each([
    [2_999, [ann.userId, bob.userId]],
    [3_000, [ann.userId]],
  ])('[T10] gone from the network %i ms before', (beforeMs, expected) => {
    const story = room();
    story.when(ann, start);
    story.pass(10 * seconds - beforeMs).cut(bob);
    story.pass(beforeMs);
    expect(present(story)).toEqual(expected);
  });

  test('[T10] who came after the end of a phase noticed late was not in it', () => {
    const story = room();
    story.when(ann, start);
    story.sleep(12 * seconds).come(cleo);
    expect(present(story.catchUp())).toEqual([ann.userId, bob.userId]);
  });

  test('[T9] [T10] [A4] after an outage people have 5 s to come back and be credited', () => {
    const story = room();
    story.when(ann, start);
    story.sleep(11 * seconds).tell({ type: 'node:reap', node: 'n1', lastSeenAt: t0 + 8 * seconds });
    story.sleep(4 * seconds).come(ann, { node: 'n2', stayed: true });
    story.come(bob, { node: 'n2' });
    expect(verdict(story.tell({ type: 'timer:elapse', startedRev: story.room.backstage.startedRev }))).toBe(
      'INVALID_STATE',
    );
    expect(present(story.pass(1 * seconds))).toEqual([ann.userId]);
  });

  test('[T10] whom the node lost only after the end is credited, back or not', () => {
    const story = room();
    story.when(ann, start);
    story.sleep(15 * seconds).tell({ type: 'node:reap', node: 'n1', lastSeenAt: t0 + 10 * seconds });
    expect(present(story.pass(10 * seconds))).toEqual([ann.userId, bob.userId]);
  });

  test('[T10] a phase that ended while nobody saw it is nobody’s', () => {
    const story = room();
    story.when(ann, start);
    story.sleep(8 * 60 * minutes).tell({ type: 'node:reap', node: 'n1', lastSeenAt: t0 + 5 * seconds });
    expect(present(story.pass(10 * seconds))).toEqual([]);
    expect(story.state.timer).toMatchObject({ status: 'IDLE', completedWorkPhases: 1 });
  });
});

describe('[T11] skipping', () => {
  test('goes on without completing', () => {
    const story = room(endless);
    story.when(ann, start);
    story.when(ann, skip);
    expect(story.state.timer).toMatchObject({ status: 'RUNNING', phase: 'SHORT_BREAK', completedWorkPhases: 0 });
    story.when(ann, pause);
    story.when(ann, skip);
    expect(story.state.timer).toMatchObject({ status: 'RUNNING', phase: 'WORK' });
  });

  test('moves an idle timer on, and starts nothing', () => {
    const story = room(endless);
    story.when(ann, skip);
    expect(story.state.timer).toMatchObject({ status: 'IDLE', phase: 'SHORT_BREAK' });
  });

  test('a countdown is broken off; a stopwatch has nothing to skip', () => {
    const story = room({ mode: 'COUNTDOWN' });
    expect(typesOf(story.when(ann, skip))).toEqual([]);
    story.when(ann, start);
    story.when(ann, skip);
    expect(story.state.timer).toMatchObject({ status: 'IDLE', completedWorkPhases: 0 });
    expect(verdict(room({ mode: 'STOPWATCH' }).when(ann, skip))).toBe('INVALID_STATE');
  });
});

test('[T12] resetting rewinds the phase, and again the cycle', () => {
  const story = room(endless);
  story.when(ann, start);
  story.pass(11 * seconds).when(ann, reset);
  expect(story.state.timer).toMatchObject({ status: 'IDLE', phase: 'SHORT_BREAK', completedWorkPhases: 1 });
  story.when(ann, reset);
  expect(story.state.timer).toMatchObject({ status: 'IDLE', phase: 'WORK', completedWorkPhases: 0 });
  expect(typesOf(story.when(ann, reset))).toEqual([]);
});

describe('[T13] configuring', () => {
  const configure = (config: Partial<TimerConfig>): Command => ({ type: 'timer:configure', config });

  test('tells the whole, and nothing if nothing changes', () => {
    const story = room({});
    expect(story.when(ann, configure({ workMs: 60_000 }))).toMatchObject({
      events: [{ type: 'timer.configured', config: { ...defaultTimerConfig, workMs: 60_000 } }],
    });
    expect(typesOf(story.when(ann, configure({ workMs: 60_000 })))).toEqual([]);
  });

  test('a phase that has begun keeps its end, the next has its new length', () => {
    const story = room(endless);
    story.when(ann, start);
    story.when(ann, configure({ workMs: 99_000, shortBreakMs: 1_000 }));
    expect(story.state.timer).toMatchObject({ endsAt: t0 + 10 * seconds });
    expect(story.pass(10 * seconds).state.timer).toMatchObject({ phase: 'SHORT_BREAK', endsAt: t0 + 11 * seconds });
  });

  test('another mode only when idle, and from the beginning', () => {
    const story = room(endless);
    story.when(ann, start);
    expect(verdict(story.when(ann, configure({ mode: 'STOPWATCH' })))).toBe('INVALID_STATE');
    story.pass(10 * seconds).when(ann, reset);
    story.when(ann, configure({ mode: 'STOPWATCH' }));
    expect(story.state.timer).toMatchObject({ status: 'IDLE', phase: 'WORK', completedWorkPhases: 0 });
  });

  test('who works the timer is for hosts to say', () => {
    const story = room();
    story.when(ann, configure({ control: 'EVERYONE' }));
    expect(verdict(story.when(bob, configure({ workMs: 2_000, control: 'EVERYONE' })))).toBe('OK');
    expect(verdict(story.when(bob, configure({ control: 'HOST' })))).toBe('FORBIDDEN');
  });
});

describe('[T15] what is shown', () => {
  const config = { ...defaultTimerConfig, workMs: 10_000 };
  const base = { config, phase: 'WORK', completedWorkPhases: 0 } as const;
  const running = { ...base, status: 'RUNNING', startedAt: t0, endsAt: t0 + 10_000 } as const;
  const open = {
    ...base,
    config: { ...config, mode: 'STOPWATCH' },
    status: 'RUNNING',
    startedAt: t0,
    endsAt: null,
  } as const;
  test.each<[string, TimerState, number, number, number | null]>([
    ['idle', { ...base, status: 'IDLE' }, t0, 0, 10_000],
    ['a clock that is behind', running, t0 - 500, 0, 10_000],
    ['running', running, t0 + 2_500, 2_500, 7_500],
    ['a clock that is ahead', running, t0 + 10_500, 10_000, 0],
    ['paused', { ...base, status: 'PAUSED', remainingMs: 2_500, elapsedMs: 7_500 }, t0 + 99_999, 7_500, 2_500],
    ['paused by an older server', { ...base, status: 'PAUSED', remainingMs: 2_500 }, t0, 7_500, 2_500],
    ['a stopwatch', open, t0 + 3_000, 3_000, null],
    ['a stopwatch, paused', { ...open, status: 'PAUSED', elapsedMs: 3_000 }, t0 + 9_000, 3_000, null],
  ])('%s', (_, timer, now, elapsed, remaining) => {
    expect([elapsedMs(timer, now), remainingMs(timer, now)]).toEqual([elapsed, remaining]);
  });
});
