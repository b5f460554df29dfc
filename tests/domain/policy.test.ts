import { describe, expect, test } from 'vitest';
import { policy, standingOf, type Standing } from '../../server/domain/policy.ts';
import type { ServerCommand } from '../../server/domain/server-command.ts';
import { commandNames, type Command, type CommandName } from '../../server/protocol/commands.ts';
import type { ErrorCode } from '../../server/protocol/errors.ts';
import { ann, bob, cleo, dan, given, person, roomOf, tab, verdict, type Story } from '../support/rooms.ts';

type Verdict = 'OK' | ErrorCode;
const outsider = person('Outsider');
const knocker = person('Knocker');
const guest = person('Guest');
const gone = person('Gone');
const outcast = person('Outcast');

/** Who asks, by what they are to the room. */
const who = {
  outsider,
  waiting: knocker,
  invited: guest,
  left: gone,
  removed: outcast,
  member: cleo,
  coHost: bob,
  host: ann,
} satisfies Record<Standing, unknown>;
const standings = Object.keys(who) as Standing[];

/** An ACTIVE room with somebody of every standing, a goal of Cleo's and a message of Dan's. */
function fullHouse(settings: { isPublic?: boolean } = {}): Story {
  const story = given(roomOf({ invited: [guest], settings: { maxParticipants: 20, ...settings } }));
  for (const one of [ann, bob, cleo, dan, gone, outcast]) story.come(one);
  story.when(ann, { type: 'participant:setRole', userId: bob.userId, role: 'CO_HOST' });
  story.leave(gone);
  story.when(ann, { type: 'participant:remove', userId: outcast.userId });
  story.when(ann, { type: 'room:lock' });
  story.come(knocker);
  story.when(ann, { type: 'session:start' });
  story.when(dan, { type: 'chat:send', content: 'Hello' });
  story.when(cleo, { type: 'goal:add', title: 'Chapter 4' });
  return story;
}

/** Each command so that the rules of its arguments have nothing against it; with what must have happened before. */
function example(name: CommandName, story: Story): Command {
  const messageId = story.state.chat.recent[0]!.id;
  const goalId = story.state.goals[0]!.id;
  switch (name) {
    case 'session:updateSettings':
      return { type: name, settings: { theme: 'dark' } };
    case 'room:admit':
    case 'room:deny':
      return { type: name, userId: knocker.userId };
    case 'participant:setRole':
      return { type: name, userId: dan.userId, role: 'CO_HOST' };
    case 'participant:transferHost':
    case 'participant:remove':
      return { type: name, userId: dan.userId };
    case 'participant:readmit':
      return { type: name, userId: outcast.userId };
    case 'participant:setChatMuted':
      return { type: name, userId: dan.userId, muted: true };
    case 'participant:setStatus':
      return { type: name, status: 'Reading' };
    case 'timer:configure':
      return { type: name, config: { workMs: 60_000 } };
    case 'timer:start':
      return { type: name };
    case 'timer:pause':
    case 'timer:skip':
    case 'timer:reset':
      story.when(ann, { type: 'timer:start' });
      return { type: name };
    case 'timer:resume':
      story.when(ann, { type: 'timer:start' });
      story.when(ann, { type: 'timer:pause' });
      return { type: name };
    case 'chat:send':
      return { type: name, content: 'Hi' };
    case 'chat:edit':
      return { type: name, messageId, content: 'Hi' };
    case 'chat:delete':
      return { type: name, messageId };
    case 'chat:react':
      return { type: name, messageId, emoji: '👍' };
    case 'goal:add':
      return { type: name, title: 'Chapter 5' };
    case 'goal:update':
      return { type: name, goalId, title: 'Chapter 6' };
    case 'goal:complete':
    case 'goal:reopen':
    case 'goal:remove':
      return { type: name, goalId };
    case 'goal:move':
      return { type: name, goalId, toIndex: 0 };
    case 'recording:answer':
      story.when(ann, { type: 'recording:start' });
      return { type: name, recordingId: story.state.recording!.recordingId, agreed: false };
    case 'recording:stop':
      story.when(ann, { type: 'recording:start' });
      return { type: name };
    case 'session:start':
    case 'session:end':
    case 'session:cancel':
    case 'room:lock':
    case 'room:unlock':
    case 'participant:raiseHand':
    case 'participant:lowerHand':
    case 'recording:start':
      return { type: name };
  }
}

const no = 'FORBIDDEN';
/** What member, co-host and host are answered; where it is not OK for want of a right, the command has been tried. */
const inside: Record<CommandName, readonly [member: Verdict, coHost: Verdict, host: Verdict]> = {
  'session:start': [no, 'INVALID_STATE', 'INVALID_STATE'],
  'session:end': [no, no, 'OK'],
  'session:cancel': [no, no, 'INVALID_STATE'],
  'session:updateSettings': [no, 'OK', 'OK'],
  'room:lock': [no, 'OK', 'OK'],
  'room:unlock': [no, 'OK', 'OK'],
  'room:admit': [no, 'OK', 'OK'],
  'room:deny': [no, 'OK', 'OK'],
  'participant:setRole': [no, no, 'OK'],
  'participant:transferHost': [no, no, 'OK'],
  'participant:remove': [no, 'OK', 'OK'],
  'participant:readmit': [no, 'OK', 'OK'],
  'participant:setChatMuted': [no, 'OK', 'OK'],
  'participant:raiseHand': ['OK', 'OK', 'OK'],
  'participant:lowerHand': ['OK', 'OK', 'OK'],
  'participant:setStatus': ['OK', 'OK', 'OK'],
  'timer:configure': [no, 'OK', 'OK'],
  'timer:start': [no, 'OK', 'OK'],
  'timer:pause': [no, 'OK', 'OK'],
  'timer:resume': [no, 'OK', 'OK'],
  'timer:skip': [no, 'OK', 'OK'],
  'timer:reset': [no, 'OK', 'OK'],
  'chat:send': ['OK', 'OK', 'OK'],
  // The message is Dan's.
  'chat:edit': [no, no, no],
  'chat:delete': [no, 'OK', 'OK'],
  'chat:react': ['OK', 'OK', 'OK'],
  'goal:add': ['OK', 'OK', 'OK'],
  'goal:update': ['OK', 'OK', 'OK'],
  'goal:complete': ['OK', 'OK', 'OK'],
  'goal:reopen': ['OK', 'OK', 'OK'],
  'goal:move': ['OK', 'OK', 'OK'],
  'goal:remove': ['OK', 'OK', 'OK'],
  'recording:start': [no, 'OK', 'OK'],
  'recording:answer': ['OK', 'OK', 'OK'],
  'recording:stop': [no, 'OK', 'OK'],
};

describe('[Y1] [Y3] who may give which command', () => {
  test('the house has somebody of every standing', () => {
    const { state } = fullHouse();
    expect(standings.map((standing) => standingOf(state, who[standing].userId))).toEqual(standings);
  });

  test.each(commandNames)('%s', (name) => {
    const answered = (standing: Standing, isPublic: boolean): Verdict => {
      const story = fullHouse({ isPublic });
      const command = example(name, story);
      const before = story.state;
      const answer = verdict(story.when(who[standing], command));
      // Who is refused has changed nothing.
      expect(answer === 'OK' || story.state === before).toBe(true);
      return answer;
    };
    const [member, coHost, host] = inside[name];
    const strangers = { waiting: no, invited: no, left: no, removed: no };
    for (const isPublic of [false, true]) {
      expect(Object.fromEntries(standings.map((one) => [one, answered(one, isPublic)]))).toEqual({
        outsider: isPublic ? no : 'NOT_FOUND',
        ...strangers,
        member,
        coHost,
        host,
      });
    }
  });

  test('what hosts may do at first they may', () => {
    for (const [type, one] of [
      ['session:start', ann],
      ['session:start', bob],
      ['session:cancel', ann],
    ] as const) {
      const story = given();
      story.come(ann);
      story.come(bob);
      story.when(ann, { type: 'participant:setRole', userId: bob.userId, role: 'CO_HOST' });
      expect(verdict(story.when(one, { type }))).toBe('OK');
    }
  });

  test('the timer is everybody’s if the configuration says so', () => {
    const story = fullHouse();
    story.when(ann, { type: 'timer:configure', config: { control: 'EVERYONE' } });
    expect(verdict(story.when(cleo, { type: 'timer:start' }))).toBe('OK');
    expect(verdict(story.when(gone, { type: 'timer:pause' }))).toBe('FORBIDDEN');
  });
});

describe('[Y3] who may come and go, and ask others in', () => {
  const open: ServerCommand = { type: 'connection:open', connectionId: tab(person('new')), node: 'n1', stayed: false };
  test.each<[string, ServerCommand, Partial<Record<Standing, Verdict>>]>([
    ['connection:open', open, { outsider: 'NOT_FOUND', removed: no }],
    [
      'member:enroll',
      { type: 'member:enroll' },
      { outsider: 'NOT_FOUND', removed: no, waiting: 'ROOM_LOCKED', invited: 'ROOM_LOCKED' },
    ],
    [
      'member:withdraw',
      { type: 'member:withdraw' },
      { outsider: 'NOT_FOUND', waiting: no, invited: no, left: no, removed: no },
    ],
    [
      'member:show',
      { type: 'member:show' },
      { outsider: 'NOT_FOUND', waiting: no, invited: no, left: no, removed: no },
    ],
    [
      'member:invite',
      { type: 'member:invite', people: [person('New')] },
      { outsider: 'NOT_FOUND', waiting: no, invited: no, left: no, removed: no, member: no },
    ],
  ])('%s', (_, command, refused) => {
    const answers = standings.map((one) => [one, verdict(fullHouse().when(who[one], command))]);
    const expected = standings.map((one) => [one, refused[one] ?? 'OK']);
    expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(expected));
  });
});

describe('[Y2] [R5] when it is over', () => {
  test.each(commandNames)('%s', (name) => {
    const ended = fullHouse();
    const command = example(name, ended);
    ended.when(ann, { type: 'session:end' });
    expect(verdict(ended.when(ann, command))).toBe('SESSION_ENDED');
    expect(verdict(ended.when(cleo, command))).toBe('SESSION_ENDED');
    expect(verdict(ended.when(gone, command))).toBe('FORBIDDEN');
    expect(verdict(cancelled().when(ann, command))).toBe('SESSION_ENDED');
    expect(verdict(cancelled().when(outsider, command))).toBe('NOT_FOUND');
  });

  function cancelled(): Story {
    const story = given();
    story.come(ann);
    story.when(ann, { type: 'session:cancel' });
    return story;
  }
});

describe('[Y4] tools that are switched off', () => {
  test.each(commandNames.filter((name) => policy[name].tool))('%s', (name) => {
    const story = fullHouse();
    const command = example(name, story);
    story.when(ann, { type: 'session:updateSettings', settings: { enabledTools: ['NOTES'] } });
    expect(verdict(story.when(name === 'chat:edit' ? dan : ann, command))).toBe('FORBIDDEN');
  });

  test('a message can still be deleted', () => {
    const story = fullHouse();
    story.when(ann, { type: 'session:updateSettings', settings: { enabledTools: [] } });
    expect(verdict(story.when(dan, example('chat:delete', story)))).toBe('OK');
  });
});

describe('[Y5] whose command it is', () => {
  test('the server does nothing in people’s name', () => {
    const story = fullHouse();
    for (const name of commandNames) expect(verdict(story.tell(example(name, story)))).toBe('FORBIDDEN');
    expect(verdict(story.tell({ type: 'member:enroll' }))).toBe('FORBIDDEN');
    expect(verdict(story.tell({ type: 'member:show' }))).toBe('FORBIDDEN');
    expect(verdict(story.tell({ type: 'member:withdraw' }))).toBe('FORBIDDEN');
    expect(verdict(story.tell({ type: 'member:invite', people: [] }))).toBe('FORBIDDEN');
    expect(verdict(story.tell({ type: 'connection:open', connectionId: tab(ann, 9), node: 'n1', stayed: false }))).toBe(
      'FORBIDDEN',
    );
  });

  test.each<ServerCommand>([
    { type: 'connection:close', connectionId: tab(ann) },
    { type: 'connection:leave', connectionId: tab(ann) },
    { type: 'node:reap', node: 'n1', lastSeenAt: 0 },
    { type: 'presence:fade', userId: ann.userId },
    { type: 'presence:expire', userId: ann.userId },
    { type: 'host:succeed' },
    { type: 'session:expire' },
    { type: 'timer:elapse', startedRev: 1 },
  ])('nobody does $type', (command) => {
    expect(verdict(fullHouse().when(ann, command))).toBe('FORBIDDEN');
  });

  test.each(['constructor', '__proto__', 'toString'])('%s is nobody’s command', (type) => {
    const story = fullHouse();
    expect(verdict(story.when(ann, { type } as unknown as Command))).toBe('FORBIDDEN');
  });
});
