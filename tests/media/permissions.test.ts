import { afterAll, beforeAll, expect, test } from 'vitest';
import { kindOf, mediaRequestNames, type MediaRequestName } from '../../server/protocol/media.ts';
import { mediaSources, type MediaSource } from '../../server/protocol/media-sources.ts';
import type { Settings } from '../../server/protocol/room.ts';
import { dtlsParameters, enterCall, rtpParameters, type CallerInCall } from '../support/media/callers.ts';
import { secret } from '../support/rooms.ts';
import { startSocketNode, type SocketNode } from '../support/socket-node.ts';
import { codeOf, type Visitor } from '../support/visitor.ts';

let node: SocketNode;
beforeAll(async () => (node = await startSocketNode({ media: true })));
afterAll(() => node.close());

const members = ['member', 'coHost', 'host'] as const;
const strangers = ['outsider', 'waiting', 'invited', 'left', 'removed'] as const;

/** Somebody of every standing; who is in the room is in the call as well, and Dan's microphone is on. */
async function call(isPublic: boolean) {
  const guest = node.guest('Guest');
  const invited = [{ userId: guest.userId as never, name: 'Guest', avatarUrl: null }];
  const { sessionId } = node.session({ invited, settings: { isPublic, maxParticipants: 20 } }).state;
  const auth = { sessionId, invite: secret };
  const host = await node.visit('Ann', auth);
  const [coHost, member, dan, gone, outcast] = [
    await node.visit('Bob', auth),
    await node.visit('Cleo', auth),
    await node.visit('Dan', auth),
    await node.visit('Gone', auth),
    await node.visit('Outcast', auth),
  ];
  await gone.ask('room:leave', { sessionId });
  await host.command('participant:setRole', { userId: coHost.userId, role: 'CO_HOST' });
  await host.command('participant:remove', { userId: outcast.userId });
  await host.command('room:lock');
  const sender = await enterCall(dan, sessionId);
  const others: Record<(typeof strangers)[number], Visitor> = {
    outsider: await node.visit('Outsider'),
    waiting: await node.visit('Knocker', auth),
    invited: await node.visit('Guest'),
    left: gone,
    removed: outcast,
  };
  const callers: Record<(typeof members)[number], CallerInCall> = {
    member: await enterCall(member, sessionId),
    coHost: await enterCall(coHost, sessionId),
    host: await enterCall(host, sessionId),
  };
  return { sessionId, dan: dan.userId, producerId: await sender.produce('microphone'), others, callers };
}
type Call = Awaited<ReturnType<typeof call>>;

/** A request that is right in itself, and what has to be there first. */
type Row = {
  args?: (call: Call, caller: CallerInCall) => Promise<object>;
  /** Where not everybody in the room may. */
  member?: 'FORBIDDEN';
};
let ssrc = 90_000;
const sent = async (_: Call, caller: CallerInCall) => ({ producerId: await caller.produce('camera') });
const received = async ({ producerId }: Call, caller: CallerInCall) => ({
  consumerId: await caller.consume(producerId),
});
const produced = { kind: 'audio', source: 'microphone' };

const table: Record<MediaRequestName, Row> = {
  'media:join': {},
  'media:createTransport': { args: async () => ({ direction: 'recv' }) },
  'media:connectTransport': { args: async (_, { sendId }) => ({ transportId: sendId, dtlsParameters }) },
  'media:restartIce': { args: async (_, { recvId }) => ({ transportId: recvId }) },
  'media:produce': {
    args: async (_, { sendId }) => ({
      ...produced,
      transportId: sendId,
      rtpParameters: rtpParameters('audio', (ssrc += 1)),
    }),
  },
  'media:consume': {
    args: async ({ producerId }, { recvId, joined }) => ({
      transportId: recvId,
      producerId,
      rtpCapabilities: joined['routerRtpCapabilities'],
    }),
  },
  'media:resumeConsumer': { args: received },
  'media:pauseConsumer': { args: received },
  'media:setPreferredLayers': { args: async (...of) => ({ ...(await received(...of)), spatialLayer: 0 }) },
  'media:pauseProducer': { args: sent },
  'media:resumeProducer': { args: sent },
  'media:closeProducer': { args: sent },
  'media:muteParticipant': { args: async ({ dan }) => ({ userId: dan, source: 'microphone' }), member: 'FORBIDDEN' },
  'media:leave': {},
};

test('every media event of the protocol is in the table', () => {
  expect(Object.keys(table).toSorted()).toEqual(mediaRequestNames.toSorted());
});

test.each([
  ['private', 'NOT_FOUND'],
  ['public', 'FORBIDDEN'],
] as const)('in a %s room each media event is for whom the table says', async (kind, outsider) => {
  const house = await call(kind === 'public');
  const { sessionId, others, callers } = house;
  const expected: Record<string, object> = {};
  const got: Record<string, Record<string, string>> = {};
  for (const [name, { args = async () => ({}), member = 'OK' }] of Object.entries(table) as [MediaRequestName, Row][]) {
    expected[name] = { ...Object.fromEntries(strangers.map((one) => [one, 'FORBIDDEN'])), outsider };
    Object.assign(expected[name], { member, coHost: 'OK', host: 'OK' });
    const codes: Record<string, string> = (got[name] = {});
    for (const standing of members) {
      const payload = { sessionId, ...(await args(house, callers[standing])) };
      // Strangers ask for the very same thing, with ids that exist.
      if (standing === 'member') {
        for (const stranger of strangers) codes[stranger] = codeOf(await others[stranger].ask(name, payload));
      }
      codes[standing] = codeOf(await callers[standing].visitor.ask(name, payload));
      if (name === 'media:join') callers[standing] = await enterCall(callers[standing].visitor, sessionId);
    }
  }
  expect(got).toEqual(expected);
});

/** What the room's settings leave anybody the right to send. */
const rights: [room: string, settings: Partial<Settings>, may: readonly MediaSource[]][] = [
  ['with all tools', {}, ['microphone', 'camera', 'screen', 'screenAudio']],
  ['without SCREEN_SHARE', { enabledTools: ['VIDEO'] }, ['microphone', 'camera']],
  ['without VIDEO', { enabledTools: ['SCREEN_SHARE'] }, ['screen', 'screenAudio']],
  ['for voices only', { audioOnly: true }, ['microphone', 'screen', 'screenAudio']],
  ['for voices only, without SCREEN_SHARE', { audioOnly: true, enabledTools: ['VIDEO'] }, ['microphone']],
  ['without either', { enabledTools: ['CHAT'] }, []],
];

test.each(rights)(
  'in a room %s a host may send no more than a member, and an outsider nothing',
  async (_, settings, may) => {
    const { sessionId } = node.session({ settings: { isPublic: true, ...settings } }).state;
    const auth = { sessionId, invite: secret };
    const host = await node.visit('Ann', auth);
    const coHost = await node.visit('Bob', auth);
    await host.command('participant:setRole', { userId: coHost.userId, role: 'CO_HOST' });
    const visitors = { host, coHost, member: await node.visit('Cleo', auth), outsider: await node.visit('Outsider') };
    const codes = async (visitor: Visitor) => {
      const caller = await enterCall(visitor, sessionId).catch(() => null);
      const asked = mediaSources.map(async (source) => {
        const rtp = rtpParameters(kindOf[source], (ssrc += 1));
        const args = { transportId: caller?.sendId ?? 'none', kind: kindOf[source], source, rtpParameters: rtp };
        return [source, codeOf(await visitor.ask('media:produce', { sessionId, ...args }))];
      });
      return Object.fromEntries(await Promise.all(asked)) as Record<MediaSource, string>;
    };
    const only = (sources: readonly MediaSource[]) =>
      Object.fromEntries(mediaSources.map((source) => [source, sources.includes(source) ? 'OK' : 'FORBIDDEN']));
    const got: Record<string, object> = {};
    for (const [standing, visitor] of Object.entries(visitors)) got[standing] = await codes(visitor);
    expect(got).toEqual({ host: only(may), coHost: only(may), member: only(may), outsider: only([]) });
  },
);
