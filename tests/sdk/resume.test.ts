import { describe, expect, test } from 'vitest';
import type { Commit, RoomEvent } from '../../server/protocol/events.ts';
import { ada, bob, sessionId, type FakeServer } from './support/fake-server.ts';
import { joined, kindOf, pass, ready } from './support/bench.ts';
import { mulberry32 } from './support/random.ts';

/** Somebody else in the room, with something to say. */
function chatter(server: FakeServer) {
  server.tell(bob, { type: 'member:enroll' });
  return (content: string) => server.tell(bob, { type: 'chat:send', content });
}
const said = (session: Parameters<typeof ready>[0]) => ready(session).room.chat.recent.map(({ content }) => content);
const asked = (server: FakeServer, name: string) => server.received.filter((one) => one.name === name).length;

describe('following the log', () => {
  test('commits are folded as they come, and heard in order', async () => {
    const { server, session } = await joined();
    const heard: number[] = [];
    session.onCommit(({ rev }) => heard.push(rev));
    const say = chatter(server);
    say('one');
    say('two');
    await pass(50);
    expect(ready(session).room).toEqual(server.state());
    expect(ready(session).cursor).toEqual(server.cursor());
    expect(heard).toEqual([2, 3, 4]);
  });

  test('a commit that is lost is asked for, once', async () => {
    const { server, session } = await joined();
    const say = chatter(server);
    await pass(50);
    let lost = 0;
    server.fate = ({ name }) => (name === 'room:commits' && (lost += 1) <= 2 ? 'drop' : 'pass');
    say('one');
    say('two');
    say('three');
    say('four');
    await pass(15);
    expect(ready(session).live).toBe(false);
    await pass(100);
    expect(said(session)).toEqual(['one', 'two', 'three', 'four']);
    expect(ready(session).live).toBe(true);
    expect(asked(server, 'room:since')).toBe(1);
  });

  test('commits that come twice or too late change nothing', async () => {
    const { server, session } = await joined();
    const say = chatter(server);
    say('one');
    await pass(50);
    const before = ready(session);
    server.push({ name: 'room:commits', payload: { sessionId, commits: server.log() as Commit[] } });
    await pass(50);
    expect(ready(session).room).toBe(before.room);
  });

  test('an acknowledged command whose commit is lost: found by itself after 2 s', async () => {
    const { server, session } = await joined();
    server.fate = ({ name }) => (name === 'room:commits' ? 'drop' : 'pass');
    const answer = session.send('room:lock', {});
    await pass(50);
    expect(await answer).toMatchObject({ ok: true });
    expect(ready(session).room.locked).toBe(false);
    await pass(2_100);
    expect(ready(session).room.locked).toBe(true);
  });

  test('an event of a newer server: the whole room is taken, and what follows is folded again', async () => {
    const { server, session } = await joined();
    const say = chatter(server);
    await pass(50);
    const unknown = { type: 'room.painted', colour: 'blue' } as unknown as RoomEvent;
    server.append({ at: server.now(), actorId: null, events: [unknown] });
    say('after');
    await pass(100);
    expect(said(session)).toEqual(['after']);
    say('and on');
    await pass(100);
    expect(said(session)).toEqual(['after', 'and on']);
    expect(asked(server, 'room:since')).toBe(0);
    expect(asked(server, 'room:join')).toBe(1);
  });

  // Seeds make the failures repeat: the one that failed is in the test's name.
  test.each([1, 2, 3, 5, 8, 13, 21, 34])(
    'seed %i: lost, late and repeated frames end in the same room',
    async (seed) => {
      const random = mulberry32(seed);
      const { server, session } = await joined();
      const say = chatter(server);
      server.fate = ({ name }) => {
        if (name !== 'room:commits') return 'pass';
        const draw = random();
        return draw < 0.2 ? 'drop' : draw < 0.6 ? { laterMs: Math.floor(random() * 200) } : 'pass';
      };
      const revs: number[] = [];
      session.onCommit(({ rev }) => revs.push(rev));
      for (let i = 0; i < 200; i += 1) {
        say(`message ${i}`);
        if (random() < 0.05) {
          const commits = server.log().slice(-3) as Commit[];
          server.push({ name: 'room:commits', payload: { sessionId, commits } });
        }
        if (random() < 0.02) server.cut();
        await pass(Math.floor(random() * 60));
      }
      server.fate = () => 'pass';
      say('last');
      await pass(6_000);
      expect(ready(session).room.chat).toEqual(server.state().chat);
      expect(ready(session).cursor).toEqual(server.cursor());
      expect(revs).toEqual(revs.map((_, index) => revs[0]! + index));
    },
  );
});

describe('coming back', () => {
  test('from the cursor, by commits, and nobody was away', async () => {
    const { server, session } = await joined();
    const say = chatter(server);
    await pass(50);
    const { cursor } = ready(session);
    server.cut();
    expect(ready(session).live).toBe(false);
    say('missed');
    await pass(600);
    expect(server.handshakes[1]?.handshake.since).toEqual(cursor);
    expect(said(session)).toEqual(['missed']);
    expect(ready(session)).toMatchObject({ live: true, resyncs: [] });
  });

  test('a new epoch is taken as a snapshot, and said', async () => {
    const { server, session } = await joined();
    const say = chatter(server);
    say('kept');
    say('lost');
    await pass(100);
    const { rev } = server.cursor();
    server.cut();
    server.loseSince(rev - 1);
    await pass(1_000);
    expect(said(session)).toEqual(['kept']);
    const { resyncs, cursor } = ready(session);
    expect(cursor.epoch).toBe(2);
    expect(resyncs).toEqual([{ epoch: 2, at: expect.any(Number) }]);
  });

  test('a commit of a new epoch on the open link: likewise', async () => {
    const { server, session } = await joined();
    const say = chatter(server);
    say('kept');
    say('lost');
    await pass(100);
    server.loseSince(server.cursor().rev - 1);
    say('anew');
    await pass(100);
    expect(said(session)).toEqual(['kept', 'anew']);
    expect(ready(session).resyncs).toHaveLength(1);
    expect(asked(server, 'room:since')).toBe(1);
  });

  test('what is pending survives a new epoch', async () => {
    const { server, session } = await joined();
    server.fate = ({ name }) => (name === 'chat:send' ? 'drop' : 'pass');
    const answer = session.send('chat:send', { content: 'Mine' });
    await pass(50);
    server.loseSince(server.cursor().rev);
    server.cut();
    server.fate = () => 'pass';
    await pass(1_000);
    expect(await answer).toMatchObject({ ok: true });
    expect(said(session)).toEqual(['Mine']);
  });

  test('unanswered commands are sent again in order, under their ids, and happen once', async () => {
    const { server, session } = await joined();
    server.fate = ({ isAck, name }) => (isAck && name === 'chat:send' ? 'drop' : 'pass');
    const answers = ['a', 'b', 'c'].map((content) => session.send('chat:send', { content }));
    await pass(50);
    server.cut();
    server.fate = () => 'pass';
    const late = session.send('chat:send', { content: 'd' });
    await pass(1_000);
    for (const answer of [...answers, late]) expect(await answer).toMatchObject({ ok: true });
    expect(said(session)).toEqual(['a', 'b', 'c', 'd']);
    const sent = server.received.filter(({ name }) => name === 'chat:send');
    expect(new Set(sent.map(({ payload }) => (payload as { commandId: string }).commandId)).size).toBe(4);
    expect(sent).toHaveLength(7);
  });

  test('removed while away: refused, with the room as last seen', async () => {
    const { server, client, session } = await joined({ person: bob });
    server.cut();
    server.tell(ada, { type: 'participant:remove', userId: bob.userId });
    await pass(1_000);
    expect(session.state.getSnapshot()).toMatchObject({ kind: 'refused', refusal: { code: 'FORBIDDEN' } });
    expect(kindOf(client.connection)).toBe('online');
  });

  test('ended while away: closed', async () => {
    const { server, session } = await joined();
    server.cut();
    server.tell(ada, { type: 'session:start' });
    server.tell(ada, { type: 'session:end' });
    await pass(1_000);
    expect(session.state.getSnapshot()).toMatchObject({ kind: 'closed', reason: 'ENDED' });
  });

  test('two clients of one room see the same', async () => {
    const { server, session } = await joined();
    const other = await joined({ server, person: bob });
    void session.send('goal:add', { title: 'Read' });
    void other.session.send('chat:send', { content: 'Hello' });
    await pass(100);
    expect(ready(session).room).toEqual(ready(other.session).room);
    expect(ready(session).room.goals).toHaveLength(1);
  });
});
