import { describe, expect, test } from 'vitest';
import type { Person } from '../../server/domain/room.ts';
import { active, ann, bob, cleo, dan, given, minutes, roomOf, seconds, typesOf, verdict } from '../support/rooms.ts';

const transfer = (story: ReturnType<typeof active>, from: Person, to: Person) =>
  story.when(from, { type: 'participant:transferHost', userId: to.userId });
const promote = (story: ReturnType<typeof active>, one: Person) =>
  story.when(ann, { type: 'participant:setRole', userId: one.userId, role: 'CO_HOST' });
const rolesOf = (story: ReturnType<typeof active>) =>
  Object.fromEntries(Object.values(story.state.participants).map(({ name, role }) => [name, role]));

describe('[S2] the host is away', () => {
  test.each([
    ['cut', 4_999, ann],
    ['cut', 5_000, bob],
    ['leave', 4_999, ann],
    ['leave', 5_000, bob],
  ] as const)('by %s, after %i ms', (how, ms, host) => {
    const story = active();
    story[how](ann);
    story.pass(ms);
    expect(story.state.hostId).toBe(host.userId);
    expect(story.state.ownerId).toBe(ann.userId);
  });

  test('a co-host is first, then who has been here longest', () => {
    const story = active([ann, dan, cleo, bob]);
    story.cut(dan);
    story.sleep(1).come(dan);
    promote(story, bob);
    story.cut(ann);
    story.pass(5 * seconds);
    expect(rolesOf(story)).toEqual({ Ann: 'PARTICIPANT', Bob: 'HOST', Cleo: 'PARTICIPANT', Dan: 'PARTICIPANT' });
    story.cut(bob);
    story.pass(5 * seconds);
    expect(rolesOf(story)).toEqual({ Ann: 'PARTICIPANT', Bob: 'CO_HOST', Cleo: 'HOST', Dan: 'PARTICIPANT' });
  });

  test('in a locked room the successor sees who knocks and lets them in', () => {
    const story = active();
    story.when(ann, { type: 'room:lock' });
    story.tell({ type: 'node:reap', node: 'n1', lastSeenAt: story.now });
    story.come(bob, { node: 'n2' });
    story.pass(5 * seconds).come(cleo);
    expect(verdict(story.when(bob, { type: 'room:admit', userId: cleo.userId }))).toBe('OK');
  });

  test('with nobody here, the first who comes', () => {
    const story = active();
    story.leave(bob);
    story.leave(ann);
    expect(story.pass(minutes).state.hostId).toBe(ann.userId);
    story.come(cleo);
    expect(story.catchUp().state.hostId).toBe(cleo.userId);
  });

  test('not while they are here, nor too early', () => {
    const story = active();
    expect(verdict(story.tell({ type: 'host:succeed' }))).toBe('INVALID_STATE');
    story.cut(ann);
    story.sleep(4_999);
    expect(verdict(story.tell({ type: 'host:succeed' }))).toBe('INVALID_STATE');
    story.come(ann, { tab: 2 });
    expect(verdict(story.sleep(minutes).tell({ type: 'host:succeed' }))).toBe('INVALID_STATE');
  });
});

describe('[S3] who has not come yet', () => {
  test('the owner is waited for', () => {
    const story = given(roomOf({ settings: { isPublic: true } }));
    story.come(bob);
    expect(story.pass(10 * minutes).state.hostId).toBe(ann.userId);
  });

  test('anybody else who was given control is not', () => {
    const story = active([ann, bob, cleo], { settings: { isPublic: true } });
    story.when(dan, { type: 'member:enroll' });
    story.cut(ann);
    story.pass(5 * seconds);
    transfer(story, bob, dan);
    expect(story.state.hostId).toBe(dan.userId);
    expect(story.pass(5 * seconds).state.hostId).toBe(bob.userId);
  });
});

describe('[S4] [S6] the owner returns', () => {
  test.each([
    ['after a cut', 30 * seconds],
    ['after they were timed out', 10 * minutes],
  ])('%s: control is theirs, and everybody else is what they were', (_, ms) => {
    const story = active([ann, bob, cleo]);
    promote(story, cleo);
    const before = rolesOf(story);
    story.cut(ann);
    story.pass(ms);
    expect(story.state.hostId).toBe(cleo.userId);
    story.come(ann);
    expect(rolesOf(story)).toEqual(before);
    expect(story.state.hostId).toBe(ann.userId);
    expect(story.room.backstage.standIn).toBeNull();
  });

  test('[S1] never two hosts, whoever comes and goes', () => {
    const story = active([ann, bob, cleo]);
    for (let turn = 0; turn < 30; turn += 1) {
      const one = [ann, bob, cleo][turn % 3]!;
      story.cut(one);
      story.pass((turn % 7) * seconds);
      expect(Object.values(rolesOf(story)).filter((role) => role === 'HOST')).toHaveLength(1);
      story.come(one);
      expect(story.state.hostId).toBe(story.of(ann)?.presence === 'ONLINE' ? ann.userId : story.state.hostId);
    }
  });
});

describe('[S5] passing on', () => {
  test('by the owner is for good', () => {
    const story = active([ann, bob, cleo]);
    promote(story, bob);
    expect(typesOf(transfer(story, ann, bob))).toContain('host.changed');
    expect(story.state).toMatchObject({ ownerId: bob.userId, hostId: bob.userId });
    expect(rolesOf(story)).toEqual({ Ann: 'CO_HOST', Bob: 'HOST', Cleo: 'PARTICIPANT' });
    story.cut(ann);
    story.pass(minutes).come(ann);
    expect(story.state.hostId).toBe(bob.userId);
    story.cut(bob);
    story.pass(5 * seconds);
    expect(story.state.hostId).toBe(ann.userId);
    story.come(bob);
    expect(rolesOf(story)).toEqual({ Ann: 'CO_HOST', Bob: 'HOST', Cleo: 'PARTICIPANT' });
  });

  test('by a stand-in is control alone', () => {
    const story = active([ann, bob, cleo]);
    promote(story, bob);
    story.cut(ann);
    story.pass(5 * seconds);
    transfer(story, bob, cleo);
    expect(story.state).toMatchObject({ ownerId: ann.userId, hostId: cleo.userId });
    expect(rolesOf(story)).toMatchObject({ Bob: 'CO_HOST', Cleo: 'HOST' });
    story.come(ann);
    expect(rolesOf(story)).toEqual({ Ann: 'HOST', Bob: 'CO_HOST', Cleo: 'PARTICIPANT' });
  });

  test('by a stand-in to the owner who is away lasts as long as they may be', () => {
    const story = active();
    story.cut(ann);
    story.pass(5 * seconds);
    transfer(story, bob, ann);
    expect(story.state.hostId).toBe(ann.userId);
    expect(story.pass(5 * seconds).state.hostId).toBe(bob.userId);
  });

  test('only to members', () => {
    const story = active([ann, bob], { invited: [cleo] });
    expect(verdict(transfer(story, ann, cleo))).toBe('NOT_FOUND');
    expect(verdict(transfer(story, ann, dan))).toBe('NOT_FOUND');
    expect(typesOf(transfer(story, ann, ann))).toEqual([]);
    story.leave(bob);
    expect(verdict(transfer(story, ann, bob))).toBe('NOT_FOUND');
  });
});
