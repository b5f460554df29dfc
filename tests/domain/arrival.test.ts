import { describe, expect, test } from 'vitest';
import { standingOf } from '../../server/domain/policy.ts';
import { connectionsOf, takenSeats } from '../../server/domain/room.ts';
import type { Settings } from '../../server/protocol/room.ts';
import { active, ann, bob, cleo, dan, given, person, roomOf, tab, typesOf, verdict } from '../support/rooms.ts';

const guarded: Partial<Settings> = { waitingRoom: true };
const isHere = (story: ReturnType<typeof given>, one = bob) => story.of(one)?.presence === 'ONLINE';

describe('[D1] who may know', () => {
  test.each([
    ['private, without the link', false, null, 'NOT_FOUND'],
    ['private, with a wrong link', false, 'guessed', 'NOT_FOUND'],
    ['private, with the link', false, undefined, 'OK'],
    ['public', true, null, 'OK'],
  ])('%s', (_, isPublic, invite, expected) => {
    const story = given(roomOf({ settings: { isPublic } }));
    expect(verdict(story.come(bob, invite === undefined ? {} : { invite }))).toBe(expected);
  });

  test('an invitation to the person is enough, and having been there is', () => {
    const story = given(roomOf({ invited: [bob] }));
    expect(verdict(story.come(bob, { invite: null }))).toBe('OK');
    story.leave(bob);
    expect(verdict(story.come(bob, { invite: null }))).toBe('OK');
  });

  test('the removed are told no by every way, over sessions have ended', () => {
    const story = active();
    story.when(ann, { type: 'participant:remove', userId: bob.userId });
    expect(verdict(story.come(bob, { tab: 2, node: 'n2' }))).toBe('FORBIDDEN');
    expect(verdict(story.when(bob, { type: 'member:enroll' }))).toBe('FORBIDDEN');
    story.when(ann, { type: 'session:end' });
    expect(verdict(story.come(cleo))).toBe('SESSION_ENDED');
    expect(verdict(story.come(cleo, { invite: null }))).toBe('NOT_FOUND');
    expect(verdict(story.come(bob))).toBe('FORBIDDEN');
  });
});

test.each([
  [
    'a waiting room',
    (story: ReturnType<typeof given>) => story.when(ann, { type: 'session:updateSettings', settings: guarded }),
  ],
  ['a lock', (story: ReturnType<typeof given>) => story.when(ann, { type: 'room:lock' })],
])('[D2] %s keeps out strangers and the invited, not who has been here', (_, close) => {
  const story = given(roomOf({ invited: [cleo] }));
  story.come(ann);
  story.come(bob);
  story.leave(bob);
  close(story);
  for (const one of [cleo, dan])
    expect(typesOf(story.come(one))).toEqual(['participant.knocked', 'connection.knocked']);
  expect(typesOf(story.come(bob))).toContain('participant.joined');
  story.leave(ann);
  expect(typesOf(story.come(ann))).toContain('participant.joined');
});

describe('[D3] [R8] seats', () => {
  test('100 people join at once a room for 10: exactly 10 are in', () => {
    const story = given();
    const answers = Array.from({ length: 100 }, (_, number) => verdict(story.come(person(`Guest ${number}`))));
    // One seat is the owner's, who has yet to come.
    expect(answers.filter((answer) => answer === 'OK')).toHaveLength(9);
    expect(answers.filter((answer) => answer === 'ROOM_FULL')).toHaveLength(91);
    expect(verdict(story.come(ann))).toBe('OK');
    expect(takenSeats(story.state)).toBe(10);
  });

  test('a seat that is left is free, the owner’s is not', () => {
    const story = active([ann, bob], { settings: { maxParticipants: 2 } });
    expect(verdict(story.come(cleo))).toBe('ROOM_FULL');
    story.leave(ann);
    expect(verdict(story.come(cleo))).toBe('ROOM_FULL');
    story.leave(bob);
    expect(verdict(story.come(cleo))).toBe('OK');
    expect(verdict(story.come(ann))).toBe('OK');
    expect(verdict(story.come(bob))).toBe('ROOM_FULL');
  });

  test('a member’s other tab needs none', () => {
    const story = active([ann, bob], { settings: { maxParticipants: 2 } });
    expect(verdict(story.come(bob, { tab: 2 }))).toBe('OK');
  });

  test.each(['SOLO', 'ONE_ON_ONE'] as const)('%s', (type) => {
    const story = given(roomOf({ type, settings: { maxParticipants: type === 'SOLO' ? 1 : 2 } }));
    story.come(ann);
    expect(verdict(story.come(bob))).toBe(type === 'SOLO' ? 'ROOM_FULL' : 'OK');
    expect(verdict(story.come(cleo))).toBe('ROOM_FULL');
  });
});

describe('[D4] [D5] [D14] connections', () => {
  test('[D4] the first makes a member, the next nothing', () => {
    const story = given();
    expect(typesOf(story.come(bob))).toEqual(['participant.joined', 'connection.opened', 'attendance.started']);
    expect(typesOf(story.come(bob, { tab: 2 }))).toEqual(['connection.opened']);
    expect(story.of(bob)).toMatchObject({ status: 'JOINED', presence: 'ONLINE', role: 'PARTICIPANT' });
  });

  test('[D4] who comes back finds everything as it was', () => {
    const story = active();
    story.when(ann, { type: 'participant:setRole', userId: bob.userId, role: 'CO_HOST' });
    story.when(bob, { type: 'participant:setStatus', status: 'Reading', text: 'Chapter 3' });
    story.when(bob, { type: 'participant:raiseHand' });
    const before = story.of(bob);
    story.cut(bob);
    story.pass(10 * 60_000).come(bob);
    expect(story.of(bob)).toEqual(before);
  });

  test('[D5] the same connection again changes nothing; nobody takes that of another; 20 are enough', () => {
    const story = active();
    expect(typesOf(story.come(bob))).toEqual([]);
    const stolen = { type: 'connection:open', connectionId: tab(bob), node: 'n1', stayed: false } as const;
    expect(verdict(story.when(ann, stolen))).toBe('CONFLICT');
    for (let number = 2; number <= 20; number += 1) expect(verdict(story.come(bob, { tab: number }))).toBe('OK');
    expect(verdict(story.come(bob, { tab: 21 }))).toBe('CONFLICT');
    expect(verdict(story.come(bob, { tab: 20 }))).toBe('OK');
  });

  test('[D14] a new name is told when its person connects', () => {
    const story = active();
    expect(typesOf(story.come({ ...bob, avatarUrl: '/bob.png' }, { tab: 2 }))).toContain('participant.profileChanged');
    expect(story.of(bob)?.avatarUrl).toBe('/bob.png');
  });

  test('[D14] a member’s new name or colour is told at once, and once', () => {
    const story = active();
    const coloured = { ...bob, name: 'Robert', avatarColor: '#00ff00' };
    const told = { type: 'participant.profileChanged', ...coloured };
    expect(story.when(coloured, { type: 'member:show' })).toMatchObject({ events: [told] });
    expect(story.of(bob)).toMatchObject({ name: 'Robert', avatarColor: '#00ff00', presence: 'ONLINE' });
    expect(typesOf(story.when(coloured, { type: 'member:show' }))).toEqual([]);
    expect(typesOf(story.when(coloured, { type: 'member:enroll' }))).toEqual([]);
  });

  test('[D14] who says no colour, as an earlier version does, has the one they had', () => {
    const story = active();
    story.when({ ...bob, avatarColor: '#00ff00' }, { type: 'member:show' });
    expect(typesOf(story.come(bob, { tab: 2 }))).not.toContain('participant.profileChanged');
    expect(typesOf(story.when({ ...bob, name: 'Robert' }, { type: 'member:show' }))).toEqual([
      'participant.profileChanged',
    ]);
    expect(story.of(bob)).toMatchObject({ name: 'Robert', avatarColor: '#00ff00' });
  });
});

test('[D6] enrolling makes a member who is not here', () => {
  const story = given(roomOf({ settings: { isPublic: true } }));
  expect(typesOf(story.when(bob, { type: 'member:enroll' }))).toEqual(['participant.joined']);
  expect(story.of(bob)).toMatchObject({ status: 'JOINED', presence: 'OFFLINE' });
  expect(typesOf(story.when(bob, { type: 'member:enroll' }))).toEqual([]);
  expect(story.pass(24 * 3_600_000).of(bob)).toMatchObject({ status: 'JOINED' });
  expect(typesOf(story.come(bob))[0]).toBe('participant.returned');
  story.come(ann);
  story.when(ann, { type: 'room:lock' });
  expect(verdict(story.when(cleo, { type: 'member:enroll' }))).toBe('ROOM_LOCKED');
});

describe('[D7] [D8] knocking', () => {
  const closed = () => {
    const story = given(roomOf({ settings: { ...guarded, maxParticipants: 2 } }));
    story.come(ann);
    return story;
  };

  test('[D7] a name is shown once, however many tabs knock, and however full the room is', () => {
    const story = closed();
    expect(typesOf(story.come(bob))).toEqual(['participant.knocked', 'connection.knocked']);
    expect(typesOf(story.come(bob, { tab: 2 }))).toEqual(['connection.knocked']);
    expect(typesOf(story.come(bob, { tab: 2 }))).toEqual([]);
    expect(verdict(story.come(cleo))).toBe('OK');
    expect(verdict(story.come(dan))).toBe('OK');
    expect(Object.values(story.state.waiting).map(({ name }) => name)).toEqual(['Bob', 'Cleo', 'Dan']);
    expect(story.of(bob)).toBeUndefined();
  });

  test('[D7] [R9] 100 people may wait', () => {
    const story = closed();
    const answers = Array.from({ length: 101 }, (_, number) => verdict(story.come(person(`Guest ${number}`))));
    expect(answers.lastIndexOf('OK')).toBe(99);
    expect(answers[100]).toBe('ROOM_FULL');
    expect(verdict(story.come(person('Guest 7'), { tab: 2 }))).toBe('OK');
  });

  test('[D8] a knock ends with its last connection, however that closes', () => {
    const story = closed();
    story.come(bob);
    story.come(bob, { tab: 2, node: 'n2' });
    expect(typesOf(story.leave(bob))).toEqual(['connection.closed']);
    expect(typesOf(story.tell({ type: 'node:reap', node: 'n2', lastSeenAt: story.now }))).toContain(
      'participant.knockWithdrawn',
    );
    expect(story.state.waiting).toEqual({});
    story.come(bob);
    expect(typesOf(story.cut(bob))).toContain('participant.knockWithdrawn');
  });

  test('[D9] who is admitted is here with every tab, and with their picture and colour', () => {
    const story = closed();
    const pictured = { ...bob, avatarUrl: '/bob.png', avatarColor: '#00ff00' };
    story.come(pictured);
    story.come(pictured, { tab: 2 });
    expect(verdict(story.when(ann, { type: 'room:admit', userId: bob.userId }))).toBe('OK');
    expect(story.state.waiting).toEqual({});
    expect(story.of(bob)).toMatchObject({
      status: 'JOINED',
      presence: 'ONLINE',
      avatarUrl: '/bob.png',
      avatarColor: '#00ff00',
    });
    expect(connectionsOf(story.room, bob.userId)).toHaveLength(2);
    story.leave(bob);
    expect(isHere(story)).toBe(true);
  });

  test('[D9] nobody is admitted who does not wait, or for whom there is no seat', () => {
    const story = closed();
    expect(verdict(story.when(ann, { type: 'room:admit', userId: bob.userId }))).toBe('NOT_FOUND');
    story.come(bob);
    story.come(cleo);
    story.when(ann, { type: 'room:admit', userId: bob.userId });
    expect(verdict(story.when(ann, { type: 'room:admit', userId: cleo.userId }))).toBe('ROOM_FULL');
  });

  test('[D10] who is denied is gone, and may knock again', () => {
    const story = closed();
    story.come(bob);
    story.come(bob, { tab: 2 });
    expect(typesOf(story.when(ann, { type: 'room:deny', userId: bob.userId }))).toEqual([
      'participant.denied',
      'connection.closed',
      'connection.closed',
    ]);
    expect(verdict(story.when(ann, { type: 'room:deny', userId: bob.userId }))).toBe('NOT_FOUND');
    expect(standingOf(story.state, bob.userId)).toBe('outsider');
    expect(typesOf(story.come(bob))).toContain('participant.knocked');
  });
});

describe('[D11] [D12] [D13] the door opens', () => {
  const people = [bob, cleo, dan];
  const locked = (settings: Partial<Settings> = {}) => {
    const story = given(roomOf({ settings: { maxParticipants: 3, ...settings } }));
    story.come(ann);
    story.when(ann, { type: 'room:lock' });
    for (const one of people) story.sleep(1).come(one);
    return story;
  };
  const inside = (story: ReturnType<typeof given>) =>
    people.filter((one) => isHere(story, one)).map(({ name }) => name);

  test('[D11] unlocking lets in who waits, in their order, as far as there are seats', () => {
    const story = locked();
    story.when(ann, { type: 'room:unlock' });
    expect(inside(story)).toEqual(['Bob', 'Cleo']);
    expect(Object.keys(story.state.waiting)).toEqual([dan.userId]);
  });

  test('[D11] [R8] but into no seat of an owner who is away', () => {
    const story = given(roomOf({ settings: { maxParticipants: 3 } }));
    story.come(ann);
    story.come(bob);
    story.when(ann, { type: 'participant:setRole', userId: bob.userId, role: 'CO_HOST' });
    story.when(bob, { type: 'room:lock' });
    story.come(cleo);
    story.come(dan);
    story.leave(ann);
    story.when(bob, { type: 'room:unlock' });
    expect(Object.keys(story.state.waiting)).toEqual([dan.userId]);
    expect(verdict(story.come(ann))).toBe('OK');
  });

  test('[D11] not while there is a waiting room; then when that is switched off, with the seats there are then', () => {
    const story = locked(guarded);
    story.when(ann, { type: 'room:unlock' });
    expect(inside(story)).toEqual([]);
    story.when(ann, { type: 'session:updateSettings', settings: { waitingRoom: false, maxParticipants: 4 } });
    expect(inside(story)).toEqual(['Bob', 'Cleo', 'Dan']);
  });

  test('[D11] a waiting room switched off behind a lock opens nothing', () => {
    const story = locked(guarded);
    story.when(ann, { type: 'session:updateSettings', settings: { waitingRoom: false } });
    expect(inside(story)).toEqual([]);
  });

  test.each(['connection:open', 'member:enroll'] as const)(
    '[D12] who was left waiting comes in whole by %s',
    (type) => {
      const story = locked();
      story.when(ann, { type: 'room:unlock' });
      story.leave(bob);
      if (type === 'member:enroll') story.when(dan, { type });
      else story.come(dan, { tab: 2 });
      expect(isHere(story, dan)).toBe(true);
      expect(story.state.waiting).toEqual({});
      expect(connectionsOf(story.room, dan.userId)).toHaveLength(type === 'member:enroll' ? 1 : 2);
      expect(story.log.at(-1)!.events).toContainEqual({ type: 'participant.admitted', userId: dan.userId });
    },
  );

  test('[D13] twice is once', () => {
    const story = active();
    expect(typesOf(story.when(ann, { type: 'room:unlock' }))).toEqual([]);
    expect(typesOf(story.when(ann, { type: 'room:lock' }))).toEqual(['room.locked']);
    expect(typesOf(story.when(ann, { type: 'room:lock' }))).toEqual([]);
  });
});
