import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { commandNames, type CommandName } from '../../server/protocol/commands.ts';
import { requestNames, signalNames, type RequestName, type SignalName } from '../../server/protocol/socket.ts';
import { secret, uuid } from '../support/rooms.ts';
import { startSocketNode, type SocketNode } from '../support/socket-node.ts';
import { codeOf, refusedWith, type Visitor } from '../support/visitor.ts';

let node: SocketNode;
beforeAll(async () => (node = await startSocketNode()));
afterEach(() => node.leaveAll());
afterAll(() => node.close());

const strangers = ['outsider', 'waiting', 'invited', 'left', 'removed'] as const;
const members = ['member', 'coHost', 'host'] as const;
type Standing = (typeof strangers | typeof members)[number];
type Verdicts = Record<Standing, string>;

/** An ACTIVE, locked room with a goal, a message and a socket of somebody of every standing. */
async function fullHouse(isPublic: boolean) {
  const guest = node.guest('Guest');
  const invited = [{ userId: guest.userId as never, name: 'Guest', avatarUrl: null }];
  const room = node.session({ invited, settings: { isPublic, maxParticipants: 20 } });
  const { sessionId } = room.state;
  const auth = { sessionId, invite: secret };
  const host = await node.visit('Ann', auth);
  const [coHost, member, gone, outcast] = [
    await node.visit('Bob', auth),
    await node.visit('Cleo', auth),
    await node.visit('Gone', auth),
    await node.visit('Outcast', auth),
  ];
  const messageId = (await member.command('chat:send', { content: 'Hello' }))['result'] as { messageId: string };
  const goalId = (await member.command('goal:add', { title: 'Chapter 4' }))['result'] as { goalId: string };
  await gone.ask('room:leave', { sessionId });
  await host.command('participant:setRole', { userId: coHost.userId, role: 'CO_HOST' });
  await host.command('participant:remove', { userId: outcast.userId });
  await host.command('room:lock');
  await host.command('session:start');
  const people: Record<Standing, Visitor> = {
    outsider: await node.visit('Outsider'),
    waiting: await node.visit('Knocker', auth),
    invited: await node.visit('Guest'),
    left: gone,
    removed: outcast,
    member,
    coHost,
    host,
  };
  const names = {
    ...messageId,
    ...goalId,
    knocker: people.waiting.userId,
    outcast: outcast.userId,
    dan: member.userId,
  };
  return { sessionId, people, names };
}
type House = Awaited<ReturnType<typeof fullHouse>>;
type Names = House['names'];

/** Who of those in the room may. */
const circles = {
  everyone: { member: 'OK', coHost: 'OK', host: 'OK' },
  hosts: { member: 'FORBIDDEN', coHost: 'OK', host: 'OK' },
  host: { member: 'FORBIDDEN', coHost: 'FORBIDDEN', host: 'OK' },
  author: { member: 'OK', coHost: 'FORBIDDEN', host: 'FORBIDDEN' },
} as const;
type Row = {
  who: keyof typeof circles;
  args?: (names: Names) => object;
  after?: [CommandName, object?][];
  scheduled?: true;
};

const recordingId = uuid('recording');
const commands: Record<CommandName, Row> = {
  'session:start': { who: 'hosts', scheduled: true },
  'session:end': { who: 'host' },
  'session:cancel': { who: 'host', scheduled: true },
  'session:updateSettings': { who: 'hosts', args: () => ({ settings: { theme: 'dark' } }) },
  'room:lock': { who: 'hosts' },
  'room:unlock': { who: 'hosts' },
  'room:admit': { who: 'hosts', args: ({ knocker }) => ({ userId: knocker }) },
  'room:deny': { who: 'hosts', args: ({ knocker }) => ({ userId: knocker }) },
  'participant:setRole': { who: 'host', args: ({ dan }) => ({ userId: dan, role: 'CO_HOST' }) },
  'participant:transferHost': { who: 'host', args: ({ dan }) => ({ userId: dan }) },
  'participant:remove': { who: 'hosts', args: ({ dan }) => ({ userId: dan }) },
  'participant:readmit': { who: 'hosts', args: ({ outcast }) => ({ userId: outcast }) },
  'participant:setChatMuted': { who: 'hosts', args: ({ dan }) => ({ userId: dan, muted: true }) },
  'participant:raiseHand': { who: 'everyone' },
  'participant:lowerHand': { who: 'everyone' },
  'participant:setStatus': { who: 'everyone', args: () => ({ status: 'Reading' }) },
  'timer:configure': { who: 'hosts', args: () => ({ config: { workMs: 60_000 } }) },
  'timer:start': { who: 'hosts' },
  'timer:pause': { who: 'hosts', after: [['timer:start']] },
  'timer:resume': { who: 'hosts', after: [['timer:start'], ['timer:pause']] },
  'timer:skip': { who: 'hosts', after: [['timer:start']] },
  'timer:reset': { who: 'hosts', after: [['timer:start']] },
  'chat:send': { who: 'everyone', args: () => ({ content: 'Hi' }) },
  'chat:edit': { who: 'author', args: ({ messageId }) => ({ messageId, content: 'Hi' }) },
  'chat:delete': { who: 'everyone', args: ({ messageId }) => ({ messageId }) },
  'chat:react': { who: 'everyone', args: ({ messageId }) => ({ messageId, emoji: '👍' }) },
  'goal:add': { who: 'everyone', args: () => ({ title: 'Chapter 5' }) },
  'goal:update': { who: 'everyone', args: ({ goalId }) => ({ goalId, title: 'Chapter 6' }) },
  'goal:complete': { who: 'everyone', args: ({ goalId }) => ({ goalId }) },
  'goal:reopen': { who: 'everyone', args: ({ goalId }) => ({ goalId }) },
  'goal:move': { who: 'everyone', args: ({ goalId }) => ({ goalId, toIndex: 0 }) },
  'goal:remove': { who: 'everyone', args: ({ goalId }) => ({ goalId }) },
  'recording:start': { who: 'hosts' },
  'recording:answer': {
    who: 'everyone',
    args: () => ({ recordingId, agreed: true }),
    after: [['recording:start', { commandId: recordingId }]],
  },
  'recording:stop': { who: 'hosts', after: [['recording:start']] },
};

const forbidden = {
  outsider: 'FORBIDDEN',
  waiting: 'FORBIDDEN',
  invited: 'FORBIDDEN',
  left: 'FORBIDDEN',
  removed: 'FORBIDDEN',
};
const anybody = { outsider: 'OK', waiting: 'OK', invited: 'OK', left: 'OK', removed: 'OK', ...circles.everyone };
const everyone = { ...forbidden, ...circles.everyone };

type Asked = { payload: (house: House, standing: Standing) => object; private: Verdicts; public?: Partial<Verdicts> };
const here = ({ sessionId }: House) => ({ sessionId });
const others: Record<RequestName | SignalName, Asked> = {
  'clock:sync': { payload: () => ({}), private: anybody },
  'auth:refresh': {
    payload: ({ people }, standing) => ({ token: node.guest(nameOf(people[standing])).token }),
    private: anybody,
  },
  'room:join': {
    payload: here,
    // Locked: who has been there comes back, who was invited knocks.
    private: { ...anybody, outsider: 'NOT_FOUND', waiting: 'WAITING', invited: 'WAITING', removed: 'FORBIDDEN' },
    public: { outsider: 'WAITING' },
  },
  'room:since': {
    payload: ({ sessionId }) => ({ sessionId, epoch: 1, rev: 1 }),
    private: { ...everyone, outsider: 'NOT_FOUND' },
    public: { outsider: 'FORBIDDEN' },
  },
  'room:leave': { payload: here, private: anybody },
  'chat:typing': { payload: here, private: everyone },
  'room:reaction': { payload: ({ sessionId }) => ({ sessionId, emoji: '🎉' }), private: everyone },
};

const names = ['Ann', 'Bob', 'Cleo', 'Gone', 'Outcast', 'Outsider', 'Knocker', 'Guest'];
const nameOf = ({ userId }: Visitor) => names.find((name) => node.guest(name).userId === userId)!;

test('every event of the protocol is in the table', () => {
  expect(Object.keys(commands).toSorted()).toEqual(commandNames.toSorted());
  expect(Object.keys(others).toSorted()).toEqual([...requestNames, ...signalNames].toSorted());
});

describe('a command', () => {
  const visibility = [true, false];
  test.each(
    commandNames.flatMap((name) => visibility.map((isPublic) => [name, isPublic ? 'public' : 'private'] as const)),
  )('%s in a %s room is for whom the table says', async (name, kind) => {
    const { who, args = () => ({}), after = [], scheduled } = commands[name];
    const expected = { ...forbidden, outsider: kind === 'public' ? 'FORBIDDEN' : 'NOT_FOUND', ...circles[who] };
    const got: Partial<Verdicts> = {};
    let house: House | null = null;
    for (const standing of [...strangers, ...members]) {
      // Only what is accepted changes the house.
      house ??= await fullHouse(kind === 'public');
      const { sessionId, people, names } = house;
      if (scheduled && expected[standing] === 'OK') {
        got[standing] = await inScheduled(name, standing, kind === 'public');
        continue;
      }
      if (expected[standing] === 'OK') {
        for (const [before, given = {}] of after) await people.host.command(before, given);
      }
      const payload = { ...args(names), sessionId };
      got[standing] = codeOf(await people[standing].command(name, payload));
      if (expected[standing] === 'OK') house = null;
    }
    expect(got).toEqual(expected);
  });

  async function inScheduled(name: CommandName, standing: Standing, isPublic: boolean): Promise<string> {
    const { sessionId } = node.session({ settings: { isPublic } }).state;
    const auth = { sessionId, invite: secret };
    const host = await node.visit('Ann', auth);
    const coHost = await node.visit('Bob', auth);
    await host.command('participant:setRole', { userId: coHost.userId, role: 'CO_HOST' });
    return codeOf(await (standing === 'coHost' ? coHost : host).command(name));
  }
});

describe('a request or signal', () => {
  const rows = Object.keys(others) as (keyof typeof others)[];
  test.each(rows.flatMap((name) => (['public', 'private'] as const).map((kind) => [name, kind] as const)))(
    '%s about a %s room is answered as the table says',
    async (name, kind) => {
      const row = others[name];
      const expected = { ...row.private, ...(kind === 'public' ? row.public : {}) };
      const house = await fullHouse(kind === 'public');
      const got: Partial<Verdicts> = {};
      for (const standing of [...strangers, ...members]) {
        const ack = await house.people[standing].ask(name, row.payload(house, standing));
        got[standing] = ack['waiting'] ? 'WAITING' : codeOf(ack);
      }
      expect(got).toEqual(expected);
    },
  );
});

describe('nobody', () => {
  test.each([
    ['no token', { token: '' }, 'UNAUTHENTICATED'],
    ['a token of nobody', { token: 'made up' }, 'UNAUTHENTICATED'],
    ['another protocol', { protocol: 2 }, 'VALIDATION_FAILED'],
    ['a session that is no id', { sessionId: 'x' }, 'VALIDATION_FAILED'],
    ['a token too long', { token: 'x'.repeat(5_000) }, 'VALIDATION_FAILED'],
  ])('is refused with %s', async (_, auth, code) => {
    const handshake = node.visitAs(node.guest('Ann'), auth as object);
    expect(await refusedWith(handshake)).toBe(code);
  });
});
