import { describe, expect, test } from 'vitest';
import type { MessagesAnswer, Outcome, SessionHandle } from '../../client/sdk/index.ts';
import { createMessageHistory } from '../../client/sdk/session/message-history.ts';
import type { MessageId } from '../../server/protocol/ids.ts';
import type { Message, RoomState } from '../../server/protocol/room.ts';
import { bob, createFakeServer } from './support/fake-server.ts';
import { joined, pass } from './support/bench.ts';

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` as MessageId;
const message = (n: number): Message => ({
  id: id(n),
  authorId: bob.userId,
  type: 'TEXT',
  content: `${n}`,
  createdAt: n,
  editedAt: null,
  deletedAt: null,
  reactions: {},
});

/** A room whose live state holds messages `from` to `to` of as many as `to`. */
function roomWith(from: number, to: number): RoomState {
  const recent = Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
  return { ...createFakeServer().state(), chat: { recent, total: to } };
}

function page(from: number, to: number): Outcome<MessagesAnswer> {
  const messages = Array.from({ length: to - from + 1 }, (_, index) => {
    const { createdAt, ...rest } = message(to - index);
    const authorName = 'Bob, who left';
    return { ...rest, authorName, createdAt: new Date(createdAt).toISOString(), editedAt: null, deletedAt: null };
  });
  return { ok: true, value: { messages, hasMore: from > 1 } };
}

const contents = (list: readonly Message[]) => list.map(({ content }) => content).join(' ');

describe('older messages', () => {
  test('page by page, up to the first', async () => {
    const room = roomWith(7, 9);
    const asked: (MessageId | undefined)[] = [];
    const pages = [page(4, 6), page(1, 3)];
    const history = createMessageHistory(
      async (before) => {
        asked.push(before);
        return pages.shift()!;
      },
      () => {},
    );
    expect(history.status(room)).toEqual({ kind: 'some' });
    await history.loadPage(() => room);
    await history.loadPage(() => room);
    await history.loadPage(() => room);
    expect(asked).toEqual([id(7), id(4)]);
    expect(contents(history.older())).toBe('1 2 3 4 5 6');
    expect(history.status(room)).toEqual({ kind: 'none' });
    expect(history.name(bob.userId)).toBe('Bob, who left');
  });

  test('a page that fails says so, and is asked for again', async () => {
    const room = roomWith(7, 9);
    let fails = true;
    const history = createMessageHistory(
      async () => (fails ? { ok: false, refusal: { code: 'UNAVAILABLE', message: 'No' } } : page(1, 6)),
      () => {},
    );
    await history.loadPage(() => room);
    expect(history.status(room)).toMatchObject({ kind: 'failed' });
    fails = false;
    await history.loadPage(() => room);
    expect(history.older()).toHaveLength(6);
  });

  test('a message deleted while its page is on the way comes deleted', async () => {
    const room = roomWith(7, 9);
    let answer = (_: Outcome<MessagesAnswer>) => {};
    const history = createMessageHistory(
      () => new Promise((resolve) => (answer = resolve)),
      () => {},
    );
    const loading = history.loadPage(() => room);
    const deleted = { type: 'chat.deleted', messageId: id(5), deletedAt: 99 } as const;
    const commit = { epoch: 1, rev: 5, at: 99, actorId: bob.userId, events: [deleted] };
    history.folded({ commit, before: room, after: room });
    answer(page(4, 6));
    await loading;
    expect(history.older().map(({ deletedAt }) => deletedAt)).toEqual([null, 99, null]);
  });

  test('a page that comes after the room was loaded anew is dropped', async () => {
    const room = roomWith(7, 9);
    let answer = (_: Outcome<MessagesAnswer>) => {};
    const history = createMessageHistory(
      () => new Promise((resolve) => (answer = resolve)),
      () => {},
    );
    const loading = history.loadPage(() => room);
    history.forget();
    answer(page(4, 6));
    await loading;
    expect(history.older()).toEqual([]);
  });

  test('what leaves live state stays in view, and changes to it are seen', async () => {
    const { server, session } = await joined();
    server.tell(bob, { type: 'member:enroll' });
    for (let i = 1; i <= 60; i += 1) server.tell(bob, { type: 'chat:send', content: `${i}` });
    await pass(100);
    const shown = (handle: SessionHandle) => handle.chat.getSnapshot().entries.map(({ message: one }) => one);
    expect(shown(session)).toHaveLength(60);
    expect(session.chat.getSnapshot()).toMatchObject({ total: 60, older: { kind: 'none' } });
    const first = shown(session)[0]!.id;
    const edited = { type: 'chat.edited', messageId: first, content: 'one', editedAt: 5 } as const;
    server.append({ at: server.now(), actorId: bob.userId, events: [edited] });
    await pass(50);
    expect(shown(session)[0]?.content).toBe('one');
    void session.send('chat:react', { messageId: first, emoji: '👍' });
    expect(Object.keys(shown(session)[0]!.reactions)).toEqual(['👍']);
  });
});

describe('typing', () => {
  test('somebody types until they stop, send, or are quiet for 5 s', async () => {
    const { server, session } = await joined();
    server.tell(bob, { type: 'member:enroll' });
    const typing = () => session.typing.getSnapshot();
    const types = () =>
      server.push({ name: 'chat:typing', payload: { sessionId: session.sessionId, userId: bob.userId } });
    types();
    await pass(20);
    expect(typing()).toEqual([bob.userId]);
    await pass(5_100);
    expect(typing()).toEqual([]);
    types();
    await pass(20);
    server.tell(bob, { type: 'chat:send', content: 'Hello' });
    await pass(20);
    expect(typing()).toEqual([]);
  });

  test('keystrokes are told at most every 2 s', async () => {
    const { server, session } = await joined();
    for (let i = 0; i < 50; i += 1) {
      session.signalTyping();
      await pass(100);
    }
    expect(server.received.filter(({ name }) => name === 'chat:typing')).toHaveLength(3);
  });
});
