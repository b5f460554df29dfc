import { describe, expect, test } from 'vitest';
import { takenSeats } from '../../server/domain/room.ts';
import {
  active,
  ann,
  attendanceOf,
  bob,
  cleo,
  dan,
  given,
  minutes,
  person,
  roomOf,
  seconds,
  t0,
  typesOf,
  verdict,
} from '../support/rooms.ts';

describe('[P1] presence', () => {
  test.each([
    [2_999, 'JOINED', 'ONLINE'],
    [3_000, 'JOINED', 'AWAY'],
    [59_999, 'JOINED', 'AWAY'],
    [60_000, 'LEFT', 'OFFLINE'],
  ])('%i ms after the last connection closed', (ms, status, presence) => {
    const story = active();
    story.cut(bob);
    expect(story.pass(ms).of(bob)).toMatchObject({ status, presence });
  });

  test('a new connection undoes it', () => {
    const story = active();
    story.cut(bob);
    story.pass(30 * seconds);
    expect(typesOf(story.come(bob))).toEqual(['participant.returned', 'connection.opened', 'attendance.started']);
    story.cut(bob);
    story.pass(2 * seconds).come(bob);
    expect(story.pass(10 * minutes).of(bob)).toMatchObject({ status: 'JOINED', presence: 'ONLINE' });
  });

  test('a deadline counts only when it is due', () => {
    const story = active();
    for (const type of ['presence:fade', 'presence:expire'] as const) {
      expect(verdict(story.tell({ type, userId: bob.userId }))).toBe('INVALID_STATE');
      expect(verdict(story.tell({ type, userId: dan.userId }))).toBe('INVALID_STATE');
    }
    story.cut(bob);
    story.sleep(2_999);
    expect(verdict(story.tell({ type: 'presence:fade', userId: bob.userId }))).toBe('INVALID_STATE');
    story.sleep(1);
    expect(verdict(story.tell({ type: 'presence:fade', userId: bob.userId }))).toBe('OK');
    expect(verdict(story.tell({ type: 'presence:fade', userId: bob.userId }))).toBe('INVALID_STATE');
    expect(verdict(story.tell({ type: 'presence:expire', userId: bob.userId }))).toBe('INVALID_STATE');
  });
});

describe('[P2] [P3] [P4] leaving', () => {
  test('[P2] of two tabs the last one counts', () => {
    const story = active();
    story.come(bob, { tab: 2 });
    expect(typesOf(story.leave(bob))).toEqual(['connection.closed']);
    expect(story.pass(minutes).of(bob)).toMatchObject({ status: 'JOINED', presence: 'ONLINE' });
    expect(typesOf(story.leave(bob, 2))).toEqual(['connection.closed', 'attendance.ended', 'participant.left']);
    expect(takenSeats(story.state)).toBe(1);
  });

  test('[P2] a reload whose new tab comes before the old one goes changes nothing', () => {
    const story = active();
    const before = story.of(bob);
    story.come(bob, { tab: 2 });
    story.leave(bob);
    story.cut(bob);
    expect(typesOf(story.leave(bob))).toEqual([]);
    expect(story.of(bob)).toEqual(before);
  });

  test('[P3] withdrawing takes all tabs', () => {
    const story = active();
    story.come(bob, { tab: 2, node: 'n2' });
    story.when(bob, { type: 'member:withdraw' });
    expect(story.of(bob)).toMatchObject({ status: 'LEFT', presence: 'OFFLINE', leftAt: t0 });
    expect(Object.values(story.room.backstage.connections).map(({ userId }) => userId)).toEqual([ann.userId]);
  });

  test('[P4] who leaves lowers their hand, who is timed out does not', () => {
    const story = active([ann, bob, cleo]);
    story.when(bob, { type: 'participant:raiseHand' });
    story.when(cleo, { type: 'participant:raiseHand' });
    story.leave(bob);
    story.cut(cleo);
    story.pass(minutes);
    expect([story.of(bob)?.handRaisedAt, story.of(cleo)?.handRaisedAt]).toEqual([null, t0]);
  });
});

describe('[P5] [P6] removing', () => {
  test('[P5] takes everything, on every node', () => {
    const story = active();
    story.come(bob, { tab: 2, node: 'n2' });
    story.when(bob, { type: 'participant:raiseHand' });
    story.when(ann, { type: 'participant:setRole', userId: bob.userId, role: 'CO_HOST' });
    story.when(ann, { type: 'participant:remove', userId: bob.userId });
    expect(story.of(bob)).toMatchObject({
      status: 'REMOVED',
      presence: 'OFFLINE',
      role: 'PARTICIPANT',
      handRaisedAt: null,
    });
    expect(Object.keys(story.room.backstage.connections)).toHaveLength(1);
    expect(attendanceOf(story.log).get(bob.userId)).toEqual([{ from: t0, until: t0 }]);
    expect(typesOf(story.when(ann, { type: 'participant:remove', userId: bob.userId }))).toEqual([]);
  });

  test('[P5] whom nobody removes', () => {
    const story = active([ann, bob, cleo, dan]);
    for (const one of [bob, cleo])
      story.when(ann, { type: 'participant:setRole', userId: one.userId, role: 'CO_HOST' });
    const remove = (by: typeof ann, whom: typeof ann) =>
      verdict(story.when(by, { type: 'participant:remove', userId: whom.userId }));
    expect(remove(ann, ann)).toBe('INVALID_STATE');
    expect(remove(bob, ann)).toBe('FORBIDDEN');
    expect(remove(bob, cleo)).toBe('FORBIDDEN');
    expect(remove(bob, person('Stranger'))).toBe('NOT_FOUND');
    expect(remove(ann, cleo)).toBe('OK');
    story.cut(ann);
    story.pass(5 * seconds);
    expect(story.state.hostId).toBe(bob.userId);
    expect(remove(bob, ann)).toBe('FORBIDDEN');
  });

  test('[P6] who is readmitted may come, as one who left', () => {
    const story = active();
    expect(verdict(story.when(ann, { type: 'participant:readmit', userId: bob.userId }))).toBe('INVALID_STATE');
    story.when(ann, { type: 'participant:remove', userId: bob.userId });
    story.when(ann, { type: 'participant:readmit', userId: bob.userId });
    expect(story.of(bob)).toMatchObject({ status: 'LEFT' });
    expect(verdict(story.come(bob, { invite: null }))).toBe('OK');
  });

  test('[P6] who was removed before they ever came must knock like a stranger', () => {
    const story = given(roomOf({ invited: [bob] }));
    story.come(ann);
    story.when(ann, { type: 'participant:remove', userId: bob.userId });
    story.when(ann, { type: 'participant:readmit', userId: bob.userId });
    story.when(ann, { type: 'room:lock' });
    expect(typesOf(story.come(bob, { invite: null }))).toEqual(['participant.knocked', 'connection.knocked']);
    expect(verdict(story.when(bob, { type: 'chat:send', content: 'Hi' }))).toBe('FORBIDDEN');
  });
});

test('[P7] roles are for members, the host’s is passed on', () => {
  const story = active([ann, bob], { invited: [cleo] });
  const set = (one: typeof ann, role: 'CO_HOST' | 'PARTICIPANT' = 'CO_HOST') =>
    story.when(ann, { type: 'participant:setRole', userId: one.userId, role });
  expect(verdict(set(ann))).toBe('INVALID_STATE');
  expect(verdict(set(cleo))).toBe('NOT_FOUND');
  expect(verdict(set(dan))).toBe('NOT_FOUND');
  expect(typesOf(set(bob))).toEqual(['participant.roleChanged']);
  expect(typesOf(set(bob))).toEqual([]);
  expect(typesOf(set(bob, 'PARTICIPANT'))).toEqual(['participant.roleChanged']);
});

describe('[P8] muting', () => {
  const mute = (story: ReturnType<typeof active>, one: typeof ann, muted = true) =>
    story.when(ann, { type: 'participant:setChatMuted', userId: one.userId, muted });

  test('holds while its person is gone, and for nobody unknown', () => {
    const story = active();
    story.leave(bob);
    expect(typesOf(mute(story, bob))).toEqual(['participant.chatMuted']);
    expect(typesOf(mute(story, bob))).toEqual([]);
    story.come(bob);
    expect(verdict(story.when(bob, { type: 'chat:send', content: 'Hi' }))).toBe('FORBIDDEN');
    expect(verdict(mute(story, dan))).toBe('NOT_FOUND');
    story.when(ann, { type: 'participant:remove', userId: bob.userId });
    expect(verdict(mute(story, bob, false))).toBe('NOT_FOUND');
  });

  test('says nothing while its person is a host', () => {
    const story = active();
    mute(story, bob);
    story.when(ann, { type: 'participant:setRole', userId: bob.userId, role: 'CO_HOST' });
    expect(verdict(story.when(bob, { type: 'chat:send', content: 'Hi' }))).toBe('OK');
    expect(verdict(mute(story, bob, false))).toBe('OK');
    expect(verdict(mute(story, bob))).toBe('FORBIDDEN');
    expect(verdict(mute(story, ann))).toBe('FORBIDDEN');
  });
});

test('[P9] hands', () => {
  const story = active([ann, bob, cleo]);
  expect(typesOf(story.when(bob, { type: 'participant:raiseHand' }))).toEqual(['participant.handRaised']);
  expect(typesOf(story.when(bob, { type: 'participant:raiseHand' }))).toEqual([]);
  expect(story.of(bob)?.handRaisedAt).toBe(t0);
  const lower = (by: typeof ann, userId = bob.userId) => story.when(by, { type: 'participant:lowerHand', userId });
  expect(verdict(lower(cleo))).toBe('FORBIDDEN');
  expect(verdict(lower(ann, dan.userId))).toBe('NOT_FOUND');
  expect(typesOf(lower(ann))).toEqual(['participant.handLowered']);
  expect(typesOf(story.when(bob, { type: 'participant:lowerHand' }))).toEqual([]);
});

test('[P10] status', () => {
  const story = active();
  story.when(bob, { type: 'participant:setStatus', status: 'Reading', text: 'Chapter 3' });
  expect(story.of(bob)?.mood).toEqual({ status: 'Reading', text: 'Chapter 3' });
  story.when(bob, { type: 'participant:setStatus', status: 'Reading' });
  expect(story.of(bob)?.mood).toEqual({ status: 'Reading', text: '' });
  expect(typesOf(story.when(bob, { type: 'participant:setStatus', status: 'Reading' }))).toEqual([]);
});

test('[P11] [R9] inviting', () => {
  const story = active();
  const invite = (...people: (typeof ann)[]) => story.when(ann, { type: 'member:invite', people });
  expect(typesOf(invite(cleo, bob, ann, cleo, dan))).toEqual(['participant.invited', 'participant.invited']);
  expect(typesOf(invite(cleo))).toEqual([]);
  const many = Array.from({ length: 198 }, (_, number) => person(`Guest ${number}`));
  expect(verdict(invite(...many, person('One too many')))).toBe('CONFLICT');
  expect(verdict(invite(...many))).toBe('OK');
});

describe('[P12] [R9] the departed', () => {
  test('are 100 at most; the muted, co-hosts, owner and host are remembered longest', () => {
    const story = active([ann, bob, cleo, dan]);
    story.when(ann, { type: 'participant:setRole', userId: bob.userId, role: 'CO_HOST' });
    story.when(ann, { type: 'participant:setChatMuted', userId: cleo.userId, muted: true });
    for (const one of [bob, cleo, ann]) story.sleep(1).leave(one);
    story.pass(10 * seconds);
    const crowd = Array.from({ length: 300 }, (_, number) => person(`Guest ${number}`));
    for (const one of crowd) {
      story.sleep(1).come(one);
      story.sleep(1).leave(one);
    }
    const left = Object.values(story.state.participants).filter(({ status }) => status === 'LEFT');
    expect(left).toHaveLength(101);
    expect([story.of(bob)?.role, story.of(cleo)?.chatMuted, story.of(ann)?.status]).toEqual(['CO_HOST', true, 'LEFT']);
    expect([story.of(crowd[201]!), story.of(crowd[202]!)?.status]).toEqual([undefined, 'LEFT']);
    for (const one of crowd.slice(0, 150)) {
      story.come(one);
      story.when(dan, { type: 'participant:setRole', userId: one.userId, role: 'CO_HOST' });
      story.leave(one);
    }
    expect(Object.values(story.state.participants).filter(({ status }) => status === 'LEFT')).toHaveLength(101);
  });
});

describe('[P13] a node is lost', () => {
  test('in one commit, and who is elsewhere notices nothing', () => {
    const story = active([ann, bob, cleo]);
    story.come(bob, { tab: 2, node: 'n2' });
    const before = story.log.length;
    story.sleep(4 * seconds).tell({ type: 'node:reap', node: 'n1', lastSeenAt: t0 });
    expect(story.log).toHaveLength(before + 1);
    story.pass(3 * seconds);
    expect([ann, bob, cleo].map((one) => story.of(one)?.presence)).toEqual(['AWAY', 'ONLINE', 'AWAY']);
    expect(typesOf(story.tell({ type: 'node:reap', node: 'n1', lastSeenAt: t0 }))).toEqual([]);
    expect(typesOf(story.tell({ type: 'node:reap', node: 'n9', lastSeenAt: t0 }))).toEqual([]);
  });
});

describe('attendance', () => {
  const of = (story: ReturnType<typeof active>, one = bob) => attendanceOf(story.log).get(one.userId);

  test('[A1] [A2] from the first connection to the last', () => {
    const story = active();
    story.pass(10 * seconds).come(bob, { tab: 2 });
    story.pass(10 * seconds).cut(bob);
    story.pass(10 * seconds).cut(bob, 2);
    story.pass(30 * seconds).come(bob);
    story.pass(10 * seconds).when(ann, { type: 'session:end' });
    expect(of(story)).toEqual([
      { from: t0, until: t0 + 30 * seconds },
      { from: t0 + 60 * seconds, until: t0 + 70 * seconds },
    ]);
  });

  test.each([
    ['back in time, open all along', 116, true, 1],
    ['back in time, opened anew', 116, false, 2],
    ['back too late', 117, true, 2],
  ])('[A3] [A4] an outage, %s', (_, backAfterS, stayed, intervals) => {
    const story = active();
    story.sleep(14 * seconds).tell({ type: 'node:reap', node: 'n1', lastSeenAt: t0 + 10 * seconds });
    expect(of(story)).toEqual([{ from: t0, until: t0 + 10 * seconds }]);
    story.pass(backAfterS * seconds).come(bob, { node: 'n2', stayed });
    expect(of(story)).toHaveLength(intervals);
    expect(of(story)?.at(-1)?.until).toBeNull();
    story.pass(seconds).leave(bob);
    expect(of(story)?.at(-1)?.until).toBe(story.now);
  });

  test.each(['member:withdraw', 'participant:remove'] as const)('[A4] not after %s', (type) => {
    const story = active();
    story.sleep(14 * seconds).tell({ type: 'node:reap', node: 'n1', lastSeenAt: t0 + 10 * seconds });
    story.come(ann, { node: 'n2' });
    if (type === 'member:withdraw') story.when(bob, { type });
    else {
      story.when(ann, { type, userId: bob.userId });
      story.when(ann, { type: 'participant:readmit', userId: bob.userId });
    }
    story.pass(10 * seconds).come(bob, { node: 'n2', stayed: true });
    expect(of(story)).toHaveLength(2);
  });

  test('[A2] [A3] nobody’s time ends before it began, nor after now', () => {
    const story = active();
    story.sleep(10 * seconds).come(cleo);
    story.tell({ type: 'node:reap', node: 'n1', lastSeenAt: t0 + 5 * seconds });
    expect(of(story, cleo)).toEqual([{ from: t0 + 10 * seconds, until: t0 + 10 * seconds }]);
    story.come(cleo);
    story.tell({ type: 'node:reap', node: 'n1', lastSeenAt: t0 + 99 * seconds });
    expect(of(story, cleo)?.at(-1)?.until).toBe(t0 + 10 * seconds);
  });
});
