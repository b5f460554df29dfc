import { describe, expect, test, vi } from 'vitest';
import { refuse } from '../../server/protocol/errors.ts';
import { ada, bob, sessionId } from './support/fake-server.ts';
import { joined, kindOf, pass, ready, setUp } from './support/bench.ts';
import { tokenFor } from './support/tokens.ts';

describe('coming in', () => {
  test('the handshake carries the session, and the room is there after one round trip', async () => {
    const { server, client } = setUp();
    const session = client.joinSession(sessionId);
    expect(kindOf(client.connection)).toBe('connecting');
    await pass(25);
    expect(kindOf(client.connection)).toBe('online');
    expect(ready(session).room).toEqual(server.state());
    expect(server.handshakes[0]?.handshake).toMatchObject({ protocol: 1, sessionId });
    expect(server.received.filter(({ name }) => name === 'room:join')).toEqual([]);
  });

  test('over an open link the session is joined by asking', async () => {
    const { client } = setUp();
    client.connect();
    await pass(100);
    const session = client.joinSession(sessionId, { invite: 'secret' });
    await pass(25);
    expect(kindOf(session.state)).toBe('ready');
  });

  test('a refusal is the state', async () => {
    const { client } = setUp({ settings: { isPublic: false }, person: bob });
    const session = client.joinSession(sessionId);
    await pass(100);
    expect(session.state.getSnapshot()).toMatchObject({ kind: 'refused', refusal: { code: 'NOT_FOUND' } });
    expect(await session.send('chat:send', { content: 'Hello' })).toMatchObject({ refusal: { code: 'NOT_FOUND' } });
  });

  test('who knocks waits, and is in when let in', async () => {
    const { server, client } = setUp({ settings: { waitingRoom: true }, person: bob });
    const session = client.joinSession(sessionId);
    await pass(100);
    expect(kindOf(session.state)).toBe('waiting');
    server.tell(ada, { type: 'room:admit', userId: bob.userId });
    await pass(50);
    expect(ready(session).room.participants[bob.userId]?.status).toBe('JOINED');
  });

  test('who knocks and is denied is told', async () => {
    const { server, client } = setUp({ settings: { waitingRoom: true }, person: bob });
    const session = client.joinSession(sessionId);
    await pass(100);
    server.push({ name: 'room:closed', payload: { sessionId, reason: 'DENIED' } });
    await pass(50);
    expect(session.state.getSnapshot()).toMatchObject({ kind: 'closed', reason: 'DENIED', room: null });
  });

  test('a join that is refused for the moment is asked for again', async () => {
    const { server, client } = setUp();
    server.object = (name) => (name === 'room:join' ? refuse('UNAVAILABLE', 'Not now') : null);
    const session = client.joinSession(sessionId);
    await pass(1_000);
    expect(kindOf(session.state)).toBe('joining');
    server.object = () => null;
    await pass(6_000);
    expect(kindOf(session.state)).toBe('ready');
  });
});

describe('watchdogs', () => {
  test('the transport opens and CONNECT never comes: another attempt, by the other transport', async () => {
    const { server, client } = setUp();
    server.reach = 'silent';
    client.joinSession(sessionId);
    await pass(6_500);
    server.reach = 'open';
    expect(server.handshakes.map(({ way }) => way)).toEqual(['direct', 'cautious']);
    await pass(12_000);
    expect(kindOf(client.connection)).toBe('online');
  });

  test('long polling that fails is given up: behind a proxy without sticky sessions it never comes through', async () => {
    const { server, client } = setUp();
    server.reach = 'silent';
    client.joinSession(sessionId);
    await pass(6_000);
    server.reach = 'unreachable';
    await pass(2_000);
    expect(server.handshakes.slice(0, 3).map(({ way }) => way)).toEqual(['direct', 'cautious', 'direct']);
  });

  test('the push of the join never comes: it is asked for', async () => {
    const { server, client } = setUp();
    server.fate = ({ name }) => (name === 'room:joined' ? 'drop' : 'pass');
    const session = client.joinSession(sessionId);
    await pass(8_500);
    expect(kindOf(session.state)).toBe('ready');
  });

  test('an ack never comes: the command is sent again under its id, on the same link, and happens once', async () => {
    const { server, session } = await joined();
    let dropped = 0;
    server.fate = ({ name, isAck }) => (name === 'chat:send' && isAck && (dropped += 1) === 1 ? 'drop' : 'pass');
    const answer = session.send('chat:send', { content: 'Once' });
    await pass(8_100);
    expect(await answer).toMatchObject({ ok: true });
    expect(server.state().chat.recent.map(({ content }) => content)).toEqual(['Once']);
    expect(server.handshakes).toHaveLength(1);
  });

  test('nothing is answered any more: the link is given up and the room resumed', async () => {
    const { server, client, session } = await joined();
    server.fate = () => 'drop';
    const answer = session.send('chat:send', { content: 'Through' });
    await pass(6_000);
    expect(server.handshakes.length).toBeGreaterThan(1);
    server.fate = () => 'pass';
    await pass(15_000);
    expect(await answer).toMatchObject({ ok: true });
    expect(kindOf(client.connection)).toBe('online');
  });

  test('a token source that never answers does not hold the attempt forever', async () => {
    const { server, client, tokens } = setUp();
    tokens.get = () => new Promise(() => {});
    client.connect();
    await pass(24_000);
    tokens.get = async () => tokenFor(ada, server.now() + 900_000);
    await pass(3_000);
    expect(kindOf(client.connection)).toBe('online');
  });
});

describe('coming back', () => {
  test('quickly at first, then ever later, at most 5 s apart', async () => {
    const { server, client } = await joined();
    await pass(10_000);
    server.reach = 'unreachable';
    server.cut();
    expect(client.connection.getSnapshot()).toMatchObject({ kind: 'reconnecting', attempt: 1 });
    await pass(60_000);
    const at = server.handshakes.slice(1).map((one) => one.at);
    const gaps = at.slice(1).map((time, index) => time - at[index]!);
    expect(at[0]! - server.handshakes[0]!.at).toBeLessThan(10_200 + 500);
    expect(gaps.every((gap, index) => index === 0 || gap >= gaps[index - 1]! - 1)).toBe(true);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(5_010);
  });

  test('a server that drops everybody at once is not besieged', async () => {
    const { server } = await joined();
    for (let i = 0; i < 100; i += 1) {
      await pass(300);
      server.cut();
    }
    expect(server.handshakes.length).toBeLessThan(20);
  });

  test('the network comes back: at once', async () => {
    const { server, client, device } = await joined();
    server.reach = 'unreachable';
    device.offline = true;
    server.cut();
    await pass(20_000);
    expect(kindOf(client.connection)).toBe('offline');
    server.reach = 'open';
    device.offline = false;
    device.signal('wake');
    await pass(50);
    expect(kindOf(client.connection)).toBe('online');
  });

  test('shown after sleep with a link that died silently: found out within 5 s', async () => {
    const { server, client, device } = await joined();
    await pass(5_000);
    server.fate = () => 'drop';
    device.signal('wake');
    await pass(5_100);
    expect(kindOf(client.connection)).toBe('reconnecting');
  });

  test('a draining server is left when it asks for it', async () => {
    const { server, client } = await joined();
    server.push({ name: 'server:draining', payload: { reconnectInMs: 1_500 } });
    await pass(50);
    expect(client.connection.getSnapshot()).toMatchObject({ kind: 'draining' });
    server.cut();
    await pass(1_300);
    expect(server.handshakes).toHaveLength(1);
    await pass(300);
    expect(server.handshakes).toHaveLength(2);
    expect(kindOf(client.connection)).toBe('online');
  });
});

describe('tokens', () => {
  test('renewed before the end, on the living link', async () => {
    const { server, tokens, client } = await joined();
    await pass(850_000);
    expect(tokens.refreshes).toBe(1);
    expect(server.received.filter(({ name }) => name === 'auth:refresh')).toHaveLength(1);
    expect(server.handshakes).toHaveLength(1);
    expect(kindOf(client.connection)).toBe('online');
  });

  test('one that is turned down is refreshed once and tried again', async () => {
    const { server, tokens, client } = setUp();
    const old = await tokens.get();
    server.admit = ({ token }) => (token === old ? refuse('UNAUTHENTICATED', 'Too old') : null);
    client.connect();
    await pass(100);
    expect(kindOf(client.connection)).toBe('online');
    expect(tokens.refreshes).toBe(1);
  });

  test('refreshing fails for good: refused, and nothing is tried until connect()', async () => {
    const { server, tokens, client } = setUp();
    server.admit = () => refuse('UNAUTHENTICATED', 'No');
    tokens.outcome = { kind: 'signedOut', refusal: refuse('UNAUTHENTICATED', 'Signed out') };
    client.connect();
    await pass(60_000);
    expect(client.connection.getSnapshot()).toMatchObject({ kind: 'refused', refusal: { code: 'UNAUTHENTICATED' } });
    expect(server.handshakes).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
    server.admit = () => null;
    client.connect();
    await pass(100);
    expect(kindOf(client.connection)).toBe('online');
  });

  test('a network that fails while refreshing is no log-out', async () => {
    const { tokens, client } = await joined();
    tokens.outcome = { kind: 'unreachable' };
    await pass(845_000);
    expect(kindOf(client.connection)).toBe('online');
    tokens.outcome = null;
    await pass(10_000);
    expect(kindOf(client.connection)).toBe('online');
    expect(tokens.refreshes).toBeGreaterThan(1);
  });

  test('another protocol is refused for good', async () => {
    const { server, client } = setUp();
    server.admit = () => refuse('VALIDATION_FAILED', 'protocol');
    client.connect();
    await pass(30_000);
    expect(server.handshakes).toHaveLength(1);
    expect(kindOf(client.connection)).toBe('refused');
  });
});

describe('going', () => {
  test('closing the client leaves nothing behind: no timer, no listener, no link', async () => {
    const { server, client, device, session } = await joined();
    void session.send('timer:pause', {});
    void session.send('chat:send', { content: 'Hello' });
    session.signalTyping();
    client.close();
    await pass(100);
    expect(vi.getTimerCount()).toBe(0);
    expect(device.listeners.size).toBe(0);
    expect(server.connectionCount()).toBe(0);
    client.close();
    expect(client.connection.getSnapshot()).toEqual({ kind: 'closed' });
  });

  test.each([0, 5, 15, 22])('closing the client %i ms into a join leaves nothing behind', async (ms) => {
    const { server, client, device } = setUp();
    client.joinSession(sessionId);
    await pass(ms);
    client.close();
    await pass(100);
    expect(vi.getTimerCount()).toBe(0);
    expect(device.listeners.size).toBe(0);
    expect(server.connectionCount()).toBe(0);
    expect(Object.keys(server.state().participants)).toHaveLength(1);
  });

  test('a handle closed during its join is not in the room afterwards, and the connection stays', async () => {
    const { server, client } = setUp({ person: bob });
    client.connect();
    await pass(1_000);
    const session = client.joinSession(sessionId);
    await pass(5);
    session.close();
    await pass(200);
    expect(kindOf(client.connection)).toBe('online');
    expect(session.state.getSnapshot()).toMatchObject({ kind: 'closed', reason: 'ABANDONED' });
    expect(server.handshakes).toHaveLength(2);
    expect(server.handshakes[1]?.handshake.sessionId).toBeUndefined();
  });

  test('closed and joined again in one turn, as in strict mode: the link is kept', async () => {
    const { server, client, session } = await joined();
    session.close();
    const again = client.joinSession(sessionId);
    expect(again).not.toBe(session);
    expect(client.joinSession(sessionId)).toBe(again);
    await pass(100);
    expect(kindOf(again.state)).toBe('ready');
    expect(server.handshakes).toHaveLength(1);
  });

  test('leaving says goodbye and is over at once', async () => {
    const { server, session } = await joined();
    const answer = session.leave();
    expect(session.state.getSnapshot()).toMatchObject({ kind: 'closed', reason: 'LEFT' });
    await pass(50);
    expect(await answer).toEqual({ ok: true, value: {} });
    expect(server.received.at(-1)?.name).toBe('room:leave');
  });

  test('who ends the session hears that it is done, although the news of it comes first', async () => {
    const { server, session } = await joined();
    server.tell(ada, { type: 'session:start' });
    server.fate = ({ isAck }) => (isAck ? { laterMs: 500 } : 'pass');
    const answer = session.send('session:end', {});
    await pass(30);
    server.push({ name: 'room:closed', payload: { sessionId, reason: 'ENDED' } });
    await pass(30);
    expect(await answer).toEqual({ ok: true, value: server.cursor() });
  });

  test('the session ends: closed, with the room as last seen', async () => {
    const { server, session } = await joined();
    server.tell(ada, { type: 'session:start' });
    server.tell(ada, { type: 'session:end' });
    server.push({ name: 'room:closed', payload: { sessionId, reason: 'ENDED' } });
    await pass(50);
    expect(session.state.getSnapshot()).toMatchObject({
      kind: 'closed',
      reason: 'ENDED',
      room: { status: 'COMPLETED' },
    });
    expect(await session.send('chat:send', { content: 'Late' })).toMatchObject({ refusal: { code: 'SESSION_ENDED' } });
  });
});
