import { describe, expect, test } from 'vitest';
import { toWire } from '../../server/domain/apply.ts';
import { deadlines } from '../../server/domain/deadlines.ts';
import { fold, UnknownEvent } from '../../server/domain/fold.ts';
import { capacityRange } from '../../server/domain/session.ts';
import type { Command } from '../../server/protocol/commands.ts';
import { commit as wireCommit, type RoomEvent } from '../../server/protocol/events.ts';
import { roomState } from '../../server/protocol/room.ts';
import {
  active,
  ann,
  attendanceOf,
  bob,
  cleo,
  given,
  minutes,
  roomOf,
  seconds,
  t0,
  typesOf,
  verdict,
} from '../support/rooms.ts';

test('[R1] a room as it begins', () => {
  const { state, backstage } = roomOf({ invited: [bob, ann] });
  expect(state).toMatchObject({
    status: 'SCHEDULED',
    locked: false,
    ownerId: ann.userId,
    hostId: ann.userId,
    startedAt: null,
  });
  expect(Object.values(state.participants)).toMatchObject([
    { name: 'Ann', role: 'HOST', status: 'JOINED', presence: 'OFFLINE', joinedAt: t0 },
    { name: 'Bob', role: 'PARTICIPANT', status: 'INVITED', presence: 'OFFLINE', joinedAt: null },
  ]);
  expect(state.timer).toMatchObject({ status: 'IDLE', phase: 'WORK', completedWorkPhases: 0 });
  expect(roomState.parse(state)).toEqual(state);
  expect(deadlines({ state, backstage })).toEqual([]);
});

test('[R2] a session starts once', () => {
  const story = given();
  story.sleep(minutes).when(ann, { type: 'session:start' });
  expect(story.state).toMatchObject({ status: 'ACTIVE', startedAt: t0 + minutes });
  expect(verdict(story.when(ann, { type: 'session:start' }))).toBe('INVALID_STATE');
});

describe('[R3] ending', () => {
  test('closes everybody’s attendance, and what is paused is dropped', () => {
    const story = active();
    story.when(ann, { type: 'timer:start' });
    story.pass(seconds).when(ann, { type: 'timer:pause' });
    expect(typesOf(story.pass(seconds).when(ann, { type: 'session:end' }))).toEqual([
      'attendance.ended',
      'attendance.ended',
      'session.ended',
    ]);
    expect(story.state).toMatchObject({ status: 'COMPLETED', timer: { status: 'IDLE' } });
    expect([...attendanceOf(story.log).values()].flat()).toEqual([
      { from: t0, until: t0 + 2 * seconds },
      { from: t0, until: t0 + 2 * seconds },
    ]);
  });

  test('completes a phase that has run its time, and begins none', () => {
    const story = active();
    story.when(ann, { type: 'timer:start' });
    story.sleep(26 * minutes);
    const ended = story.when(ann, { type: 'session:end' });
    expect(ended).toMatchObject({
      events: [{ type: 'timer.phaseCompleted', next: null, participantIds: [ann.userId, bob.userId] }, {}, {}, {}],
    });
  });

  test('also in the moment after an outage in which such a phase is still open', () => {
    const story = active();
    story.when(ann, { type: 'timer:start' });
    story.come(ann, { tab: 2, node: 'n2' });
    story.sleep(25 * minutes).tell({ type: 'node:reap', node: 'n1', lastSeenAt: story.now });
    expect(typesOf(story.when(ann, { type: 'session:end' }))[0]).toBe('timer.phaseCompleted');
  });

  test('a session that never started ends as well', () => {
    const story = given();
    expect(verdict(story.when(ann, { type: 'session:end' }))).toBe('OK');
    expect(story.state).toMatchObject({ status: 'COMPLETED', startedAt: null });
  });
});

test('[R4] cancelling is for sessions that have not started', () => {
  const story = given();
  story.come(ann);
  expect(typesOf(story.when(ann, { type: 'session:cancel' }))).toEqual(['attendance.ended', 'session.cancelled']);
  expect(story.state.status).toBe('CANCELLED');
  expect(verdict(active().when(ann, { type: 'session:cancel' }))).toBe('INVALID_STATE');
});

test('[R5] when it is over nothing goes on', () => {
  const story = active();
  story.when(ann, { type: 'timer:start' });
  story.when(ann, { type: 'room:lock' });
  story.come(cleo);
  story.cut(bob);
  story.when(ann, { type: 'session:end' });
  expect(deadlines(story.room)).toEqual([]);
  expect(story.room.backstage).toMatchObject({
    connections: {},
    absentSince: {},
    attendingSince: {},
    hostAbsentSince: null,
  });
  expect(story.state).toMatchObject({ waiting: {}, timer: { status: 'IDLE' } });
  expect(Object.values(story.state.participants).map(({ presence }) => presence)).toEqual(['OFFLINE', 'OFFLINE']);
  expect(verdict(story.cut(ann))).toBe('SESSION_ENDED');
  expect(verdict(story.tell({ type: 'timer:elapse', startedRev: 0 }))).toBe('SESSION_ENDED');
});

describe('[R6] settings', () => {
  const update = (settings: Extract<Command, { type: 'session:updateSettings' }>['settings']): Command => ({
    type: 'session:updateSettings',
    settings,
  });

  test('tell what differs', () => {
    const story = active();
    expect(story.when(ann, update({ theme: 'dark', layout: 'split-view', autoRecord: false }))).toMatchObject({
      events: [{ type: 'session.settingsChanged', settings: { theme: 'dark' } }],
    });
    expect(typesOf(story.when(ann, update({ theme: 'dark' })))).toEqual([]);
    expect(story.when(ann, update({ focusMode: true, audioOnly: true }))).toMatchObject({
      events: [{ type: 'session.settingsChanged', settings: { focusMode: true, audioOnly: true } }],
    });
  });

  test.each([
    ['GROUP', 1, 'VALIDATION_FAILED'],
    ['GROUP', 2, 'CONFLICT'],
    ['GROUP', 3, 'OK'],
    ['GROUP', 50, 'OK'],
    ['GROUP', 51, 'VALIDATION_FAILED'],
  ] as const)('%s for %i, with three in the room', (type, maxParticipants, expected) => {
    expect(verdict(active([ann, bob, cleo], { type }).when(ann, update({ maxParticipants })))).toBe(expected);
  });

  test('[R8] the seat of an owner who is away counts', () => {
    const story = active([ann, bob, cleo]);
    story.leave(ann);
    story.pass(5 * seconds);
    expect(verdict(story.when(bob, update({ maxParticipants: 2 })))).toBe('CONFLICT');
  });

  test('each tool once', () => {
    expect(verdict(active().when(ann, update({ enabledTools: ['CHAT', 'CHAT'] })))).toBe('VALIDATION_FAILED');
  });

  test('how many a type is for', () => {
    expect((['SOLO', 'ONE_ON_ONE', 'GROUP'] as const).map((type) => capacityRange(type, 50))).toEqual([
      { min: 1, max: 1 },
      { min: 2, max: 2 },
      { min: 2, max: 50 },
    ]);
  });
});

describe('[R7] nobody is here', () => {
  const ended = (story: ReturnType<typeof active>) =>
    story.log.flatMap(({ events }) => events).find((event) => event.type === 'session.ended')?.endedAt;

  test('for 30 min: ended as of the last departure', () => {
    const story = active();
    story.pass(minutes).leave(bob);
    story.pass(minutes).cut(ann);
    expect(story.pass(30 * minutes - 1).state.status).toBe('ACTIVE');
    expect(verdict(story.tell({ type: 'session:expire' }))).toBe('INVALID_STATE');
    expect(story.pass(1).state.status).toBe('COMPLETED');
    expect(ended(story)).toBe(t0 + 2 * minutes);
  });

  test('who comes back keeps it open', () => {
    const story = active();
    story.leave(bob);
    story.leave(ann);
    story.pass(29 * minutes).come(bob);
    expect(story.pass(60 * minutes).state.status).toBe('ACTIVE');
  });

  test('since it started, if nobody ever came', () => {
    const story = given();
    story.sleep(60 * minutes).when(ann, { type: 'session:start' });
    story.pass(30 * minutes);
    expect(ended(story)).toBe(t0 + 60 * minutes);
  });

  test('a night of outage is no part of the session, and gives 30 min to come back', () => {
    const story = active();
    story.sleep(8 * 60 * minutes).tell({ type: 'node:reap', node: 'n1', lastSeenAt: t0 + 5 * minutes });
    expect(story.pass(29 * minutes).state.status).toBe('ACTIVE');
    story.pass(minutes);
    expect(ended(story)).toBe(t0 + 5 * minutes);
  });

  test('a scheduled session waits', () => {
    const story = given();
    story.come(ann);
    story.leave(ann);
    expect(story.pass(365 * 24 * 60 * minutes).state.status).toBe('SCHEDULED');
  });
});

describe('[R10] the wire', () => {
  test('has nothing of what happens backstage', () => {
    const story = active();
    story.cut(bob);
    const [first, last] = [story.log[0]!, story.log.at(-1)!];
    expect(toWire(first)).toMatchObject({ rev: 1, events: [{ type: 'participant.returned' }] });
    expect(toWire(last)).toMatchObject({ rev: story.log.length, events: [] });
    for (const commit of story.log) expect(wireCommit.parse(toWire(commit))).toEqual(toWire(commit));
    expect(JSON.stringify(story.log.map(toWire))).not.toMatch(/connection|attendance|n1/);
  });
});

test('[R11] an event of a newer server stops the fold', () => {
  const { state } = roomOf();
  const event = { type: 'participant.levitated', userId: ann.userId } as unknown as RoomEvent;
  expect(() => fold(state, event, { rev: 1, at: t0, actorId: null })).toThrow(UnknownEvent);
});
