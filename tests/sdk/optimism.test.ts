import { describe, expect, test } from 'vitest';
import type { SessionHandle } from '../../client/sdk/index.ts';
import { refuse } from '../../server/protocol/errors.ts';
import type { GoalId, MessageId } from '../../server/protocol/ids.ts';
import { ada, bob } from './support/fake-server.ts';
import { joined, pass, ready } from './support/bench.ts';

const chat = (session: SessionHandle) =>
  session.chat.getSnapshot().entries.map(({ message, delivery }) => `${message.content} ${delivery.kind}`);
const goals = (session: SessionHandle) =>
  session.goals
    .getSnapshot()
    .entries.map(({ goal, delivery }) => `${goal.title}${goal.isCompleted ? ' ✓' : ''} ${delivery.kind}`);
const commandIdOf = (session: SessionHandle) => ready(session).pending[0]!.commandId;

describe('chat', () => {
  test('a message shows at once, and keeps its id when it is sent', async () => {
    const { session } = await joined();
    void session.send('chat:send', { content: '  Hello ' });
    expect(chat(session)).toEqual(['Hello pending']);
    const { id } = session.chat.getSnapshot().entries[0]!.message;
    expect(ready(session).room.chat.recent[0]?.id).toBe(id);
    await pass(25);
    expect(chat(session)).toEqual(['Hello sent']);
    expect(session.chat.getSnapshot().entries[0]!.message.id).toBe(id);
    expect(ready(session).pending).toEqual([]);
  });

  test('it does not flicker when the answer comes before the commit', async () => {
    const { server, session } = await joined();
    server.fate = ({ name }) => (name === 'room:commits' ? { laterMs: 300 } : 'pass');
    const seen = new Set<string>();
    session.chat.subscribe(() => seen.add(chat(session).join()));
    void session.send('chat:send', { content: 'Hello' });
    await pass(1_000);
    expect([...seen]).toEqual(['Hello pending', 'Hello sent']);
  });

  test('refused, it stays in view with the reason until it is sent again', async () => {
    const { server, session } = await joined();
    server.object = (name) => (name === 'chat:send' ? refuse('RATE_LIMITED', 'Slowly', { retryAfterMs: 5_000 }) : null);
    const answer = session.send('chat:send', { content: 'Hello' });
    await pass(30_000);
    expect(await answer).toEqual({
      ok: false,
      refusal: { code: 'RATE_LIMITED', message: 'Slowly', retryAfterMs: 5_000 },
    });
    expect(server.received.filter(({ name }) => name === 'chat:send')).toHaveLength(1);
    expect(chat(session)).toEqual(['Hello failed']);
    server.object = () => null;
    const commandId = commandIdOf(session);
    const again = session.retry(commandId);
    expect(chat(session)).toEqual(['Hello pending']);
    await pass(50);
    expect(await again).toMatchObject({ ok: true, value: { result: { messageId: commandId } } });
    expect(chat(session)).toEqual(['Hello sent']);
  });

  test('refused and discarded, it is gone', async () => {
    const { server, session } = await joined();
    server.object = (name) => (name === 'chat:send' ? refuse('FORBIDDEN', 'Muted') : null);
    void session.send('chat:send', { content: 'Hello' });
    await pass(50);
    session.discard(commandIdOf(session));
    expect(chat(session)).toEqual([]);
    expect(await session.retry('00000000-0000-4000-8000-000000000000' as never)).toMatchObject({ ok: false });
  });

  test('the server is not there for a moment: tried again without a word, in order', async () => {
    const { server, session } = await joined();
    let times = 0;
    server.object = (name) =>
      name === 'chat:send' && (times += 1) <= 3 ? refuse('UNAVAILABLE', 'Not now', { retryAfterMs: 700 }) : null;
    const first = session.send('chat:send', { content: 'first' });
    await pass(50);
    const second = session.send('chat:send', { content: 'second' });
    expect(chat(session)).toEqual(['first pending', 'second pending']);
    await pass(5_000);
    expect(await first).toMatchObject({ ok: true });
    expect(await second).toMatchObject({ ok: true });
    expect(chat(session)).toEqual(['first sent', 'second sent']);
  });

  test('a message that is too long is refused, and its text is not lost', async () => {
    const { session } = await joined();
    const content = 'x'.repeat(4_001);
    const answer = session.send('chat:send', { content });
    await pass(50);
    expect(await answer).toMatchObject({ refusal: { code: 'VALIDATION_FAILED' } });
    expect(chat(session)).toEqual([`${content} failed`]);
  });

  test('edits, reactions and deletions show at once, and go back when refused', async () => {
    const { server, session } = await joined();
    void session.send('chat:send', { content: 'Helo' });
    await pass(50);
    const { messageId } = { messageId: ready(session).room.chat.recent[0]!.id };
    void session.send('chat:edit', { messageId, content: 'Hello' });
    void session.send('chat:react', { messageId, emoji: '👍' });
    expect(chat(session)).toEqual(['Hello pending']);
    expect(ready(session).room.chat.recent[0]?.reactions).toEqual({ '👍': [ada.userId] });
    await pass(50);
    expect(chat(session)).toEqual(['Hello sent']);
    server.object = (name) => (name === 'chat:delete' ? refuse('FORBIDDEN', 'No') : null);
    void session.send('chat:delete', { messageId });
    expect(chat(session)).toEqual([' pending']);
    await pass(50);
    expect(chat(session)).toEqual(['Hello failed']);
  });

  test('however many are pending, all are in view', async () => {
    const { server, session } = await joined();
    server.reach = 'unreachable';
    server.cut();
    for (let i = 0; i < 120; i += 1) void session.send('chat:send', { content: `${i}` });
    expect(chat(session)).toHaveLength(120);
    const [first] = session.chat.getSnapshot().entries;
    void session.send('chat:send', { content: 'one more' });
    expect(session.chat.getSnapshot().entries[0]).toBe(first);
    server.reach = 'open';
    await pass(5_000);
    expect(chat(session)).toEqual([...Array.from({ length: 120 }, (_, i) => `${i} sent`), 'one more sent']);
  });

  test('pending messages push nothing told out of view', async () => {
    const { server, session } = await joined();
    server.tell(bob, { type: 'member:enroll' });
    for (let i = 0; i < 50; i += 1) server.tell(bob, { type: 'chat:send', content: `${i}` });
    await pass(50);
    void session.send('chat:send', { content: 'mine' });
    expect(chat(session)).toHaveLength(51);
    expect(chat(session).at(0)).toBe('0 sent');
    await pass(50);
    expect(chat(session)).toHaveLength(51);
    expect(chat(session).at(-1)).toBe('mine sent');
  });
});

describe('goals', () => {
  test('added, completed, moved and removed at once', async () => {
    const { session } = await joined();
    void session.send('goal:add', { title: 'Read' });
    void session.send('goal:add', { title: 'Write' });
    await pass(50);
    const [read, write] = ready(session).room.goals.map(({ id }) => id) as [GoalId, GoalId];
    void session.send('goal:complete', { goalId: read });
    void session.send('goal:move', { goalId: write, toIndex: 0 });
    expect(goals(session)).toEqual(['Write pending', 'Read ✓ pending']);
    expect(session.goals.getSnapshot().completed).toBe(1);
    await pass(50);
    expect(goals(session)).toEqual(['Write sent', 'Read ✓ sent']);
    void session.send('goal:remove', { goalId: read });
    expect(goals(session)).toEqual(['Write sent']);
  });

  test('a goal may be ticked before its adding is answered', async () => {
    const { session } = await joined();
    void session.send('goal:add', { title: 'Read' });
    void session.send('goal:complete', { goalId: commandIdOf(session) as string as GoalId });
    expect(goals(session)).toEqual(['Read ✓ pending']);
    await pass(50);
    expect(goals(session)).toEqual(['Read ✓ sent']);
  });

  test('somebody else removes the goal that a change is pending for: the change fails in view', async () => {
    const { server, session } = await joined();
    void session.send('goal:add', { title: 'Read' });
    await pass(50);
    const goalId = ready(session).room.goals[0]!.id;
    server.tell(ada, { type: 'goal:remove', goalId });
    void session.send('goal:complete', { goalId });
    await pass(50);
    expect(goals(session)).toEqual([]);
    expect(session.goals.getSnapshot().stray).toMatchObject([{ goalId, refusal: { code: 'NOT_FOUND' } }]);
  });

  test('a goal that is refused stays in view as failed', async () => {
    const { server, session } = await joined();
    server.object = (name) => (name === 'goal:add' ? refuse('CONFLICT', 'Full') : null);
    void session.send('goal:add', { title: 'Read' });
    await pass(50);
    expect(goals(session)).toEqual(['Read failed']);
    expect(ready(session).room.goals).toEqual([]);
  });
});

describe('commands for the moment', () => {
  test('nothing of them is shown before the server says so, and a refusal is the caller’s', async () => {
    const { session } = await joined();
    const answer = session.send('timer:start', {});
    expect(ready(session).room.timer.status).toBe('IDLE');
    await pass(50);
    expect(await answer).toMatchObject({ refusal: { code: 'INVALID_STATE' } });
    expect(ready(session).pending).toEqual([]);
  });

  test('given up after a minute away, while chat waits on', async () => {
    const { server, session } = await joined();
    server.reach = 'unreachable';
    server.cut();
    const lock = session.send('room:lock', {});
    const message = session.send('chat:send', { content: 'Hello' });
    await pass(61_000);
    expect(await lock).toMatchObject({ refusal: { code: 'UNAVAILABLE' } });
    await pass(3_600_000);
    server.reach = 'open';
    await pass(6_000);
    expect(await message).toMatchObject({ ok: true });
    expect(server.state().locked).toBe(false);
  });

  test('given before the room is there, they are sent when it is', async () => {
    const { server, session } = await joined();
    server.cut();
    const answer = session.send('room:lock', {});
    await pass(1_000);
    expect(await answer).toMatchObject({ ok: true });
  });
});

describe('what did not change keeps its identity', () => {
  test('another slice, another entry', async () => {
    const { server, session } = await joined();
    void session.send('goal:add', { title: 'Read' });
    void session.send('chat:send', { content: 'Hello' });
    await pass(50);
    const before = ready(session);
    const [chatBefore, goalsBefore] = [session.chat.getSnapshot(), session.goals.getSnapshot()];
    server.tell(ada, { type: 'room:lock' });
    await pass(50);
    const after = ready(session);
    expect(after).not.toBe(before);
    expect(after.room.goals).toBe(before.room.goals);
    expect(after.room.timer).toBe(before.room.timer);
    expect(session.chat.getSnapshot()).toBe(chatBefore);
    expect(session.goals.getSnapshot()).toBe(goalsBefore);
    void session.send('chat:send', { content: 'Again' });
    expect(session.chat.getSnapshot().entries[0]).toBe(chatBefore.entries[0]);
    expect(session.goals.getSnapshot()).toBe(goalsBefore);
  });

  test('an unknown message is nobody’s business', async () => {
    const { session } = await joined();
    const messageId = '00000000-0000-4000-8000-00000000abcd' as MessageId;
    const answer = session.send('chat:delete', { messageId });
    await pass(50);
    expect(await answer).toMatchObject({ refusal: { code: 'NOT_FOUND' } });
    expect(chat(session)).toEqual([]);
  });
});
