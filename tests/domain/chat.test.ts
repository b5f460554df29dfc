import { describe, expect, test } from 'vitest';
import { wantedMessage } from '../../server/domain/chat.ts';
import type { Person } from '../../server/domain/room.ts';
import type { MessageId } from '../../server/protocol/ids.ts';
import { chatContent, emoji as emojiSchema, type Message } from '../../server/protocol/room.ts';
import { active, ann, bob, cleo, commandIdOf, madeMessage, t0, typesOf, uuid, verdict } from '../support/rooms.ts';

const nowhere = uuid('nowhere') as MessageId;
const say = (story: ReturnType<typeof active>, one: Person, content = 'Hello') =>
  madeMessage(story.when(one, { type: 'chat:send', content }));
const faces = [
  '😀',
  '😁',
  '😂',
  '😃',
  '😄',
  '😅',
  '😆',
  '😇',
  '😈',
  '😉',
  '😊',
  '😋',
  '😌',
  '😍',
  '😎',
  '😏',
  '😐',
  '😑',
  '😒',
  '😓',
];

describe('[C1] sending', () => {
  test('appends under the command’s id', () => {
    const story = active();
    const sent = story.when(bob, { type: 'chat:send', content: 'Hello' }, { commandId: commandIdOf(77) });
    expect(sent).toMatchObject({ result: { messageId: commandIdOf(77) } });
    expect(story.state.chat).toMatchObject({
      total: 1,
      recent: [{ id: commandIdOf(77), authorId: bob.userId, content: 'Hello', createdAt: t0 }],
    });
    const again = story.when(ann, { type: 'chat:send', content: 'Mine' }, { commandId: commandIdOf(77) });
    expect(verdict(again)).toBe('CONFLICT');
  });

  test('[R9] the last 50 are live, all are counted', () => {
    const story = active();
    for (let number = 0; number < 60; number += 1) say(story, bob, `${number}`);
    expect(story.state.chat.total).toBe(60);
    expect(story.state.chat.recent.map(({ content }) => content)).toEqual(
      Array.from({ length: 50 }, (_, index) => `${index + 10}`),
    );
  });

  test.each([
    ['', false],
    ['  \n ', false],
    ['x'.repeat(4_000), true],
    ['x'.repeat(4_001), false],
  ])('content %#', (content, valid) => expect(chatContent.safeParse(content).success).toBe(valid));
});

test('[C2] editing is for the author', () => {
  const story = active();
  const messageId = say(story, bob);
  const edit = (one: Person, content: string) => story.when(one, { type: 'chat:edit', messageId, content });
  expect(verdict(edit(ann, 'Forged'))).toBe('FORBIDDEN');
  expect(typesOf(edit(bob, 'Hello'))).toEqual([]);
  expect(typesOf(story.sleep(5).when(bob, { type: 'chat:edit', messageId, content: 'Hi' }))).toEqual(['chat.edited']);
  expect(story.state.chat.recent[0]).toMatchObject({ content: 'Hi', editedAt: t0 + 5, createdAt: t0 });
});

test('[C3] deleting is for author and hosts, and leaves nothing to read', () => {
  const story = active([ann, bob, cleo]);
  const remove = (one: Person, messageId: MessageId) => verdict(story.when(one, { type: 'chat:delete', messageId }));
  const [first, second] = [say(story, bob), say(story, bob)];
  story.when(cleo, { type: 'chat:react', messageId: first, emoji: '👍' });
  expect(remove(cleo, first)).toBe('FORBIDDEN');
  expect([remove(bob, first), remove(ann, second)]).toEqual(['OK', 'OK']);
  expect(story.state.chat.recent[0]).toMatchObject({ content: '', deletedAt: t0, reactions: {} });
  expect(story.state.chat.total).toBe(2);
});

describe('[C4] reactions', () => {
  test('toggle, a person at a time', () => {
    const story = active();
    const messageId = say(story, bob);
    const react = (one: Person) => story.when(one, { type: 'chat:react', messageId, emoji: '👍' });
    expect(react(ann)).toMatchObject({ result: { on: true } });
    expect(react(bob)).toMatchObject({ result: { on: true } });
    expect(story.state.chat.recent[0]!.reactions).toEqual({ '👍': [ann.userId, bob.userId] });
    expect(react(ann)).toMatchObject({ result: { on: false } });
    react(bob);
    expect(story.state.chat.recent[0]!.reactions).toEqual({});
  });

  test('[R9] 20 kinds a message, however many people', () => {
    const story = active();
    const messageId = say(story, bob);
    const react = (emoji: string, one = ann) => verdict(story.when(one, { type: 'chat:react', messageId, emoji }));
    for (const face of faces) expect(react(face)).toBe('OK');
    expect(react('🎉')).toBe('CONFLICT');
    expect(react(faces[0]!, bob)).toBe('OK');
  });
});

describe('[C5] old messages', () => {
  const old: Message = {
    id: uuid('old') as MessageId,
    authorId: bob.userId,
    type: 'TEXT',
    content: 'Long ago',
    createdAt: t0,
    editedAt: null,
    deletedAt: null,
    reactions: { '👍': [ann.userId] },
  };

  test('are asked for only when live state may have lost them', () => {
    const story = active();
    const messageId = say(story, bob);
    expect(wantedMessage(story.state, { type: 'chat:edit', messageId: nowhere })).toBeNull();
    for (let number = 0; number < 50; number += 1) say(story, bob);
    expect(wantedMessage(story.state, { type: 'chat:edit', messageId })).toBe(messageId);
    expect(wantedMessage(story.state, { type: 'chat:edit', messageId: story.state.chat.recent[0]!.id })).toBeNull();
    expect(wantedMessage(story.state, { type: 'timer:start' })).toBeNull();
  });

  test('are decided by the same rules', () => {
    const story = active();
    const messageId = old.id;
    const facts = { message: old };
    expect(verdict(story.when(ann, { type: 'chat:edit', messageId, content: 'Forged' }, facts))).toBe('FORBIDDEN');
    expect(typesOf(story.when(bob, { type: 'chat:edit', messageId, content: 'Now' }, facts))).toEqual(['chat.edited']);
    expect(typesOf(story.when(ann, { type: 'chat:delete', messageId }, facts))).toEqual(['chat.deleted']);
    expect(story.when(ann, { type: 'chat:react', messageId, emoji: '👍' }, facts)).toMatchObject({
      result: { on: false },
    });
    expect(story.state.chat).toEqual({ recent: [], total: 0 });
  });

  test.each([
    ['nowhere', null],
    ['deleted', { ...old, id: nowhere, deletedAt: t0 }],
    ['another one', old],
  ])('%s', (_, message) => {
    const story = active();
    const commands = [
      { type: 'chat:edit', messageId: nowhere, content: 'x' },
      { type: 'chat:delete', messageId: nowhere },
      { type: 'chat:react', messageId: nowhere, emoji: '👍' },
    ] as const;
    for (const command of commands) expect(verdict(story.when(bob, command, { message }))).toBe('NOT_FOUND');
  });

  test('deleted ones that are still live', () => {
    const story = active();
    const messageId = say(story, bob);
    story.when(bob, { type: 'chat:delete', messageId });
    expect(verdict(story.when(bob, { type: 'chat:delete', messageId }))).toBe('NOT_FOUND');
    expect(verdict(story.when(bob, { type: 'chat:edit', messageId, content: 'x' }))).toBe('NOT_FOUND');
  });
});

test('[C6] the muted neither send nor edit', () => {
  const story = active();
  const messageId = say(story, bob);
  story.when(ann, { type: 'participant:setChatMuted', userId: bob.userId, muted: true });
  expect(verdict(story.when(bob, { type: 'chat:send', content: 'x' }))).toBe('FORBIDDEN');
  expect(verdict(story.when(bob, { type: 'chat:edit', messageId, content: 'x' }))).toBe('FORBIDDEN');
  expect(verdict(story.when(bob, { type: 'chat:react', messageId, emoji: '👍' }))).toBe('OK');
  expect(verdict(story.when(bob, { type: 'chat:delete', messageId }))).toBe('OK');
});

test.each([
  ['👍', true],
  ['👩🏻‍❤️‍💋‍👨🏻', true],
  ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', true],
  ['❤', true],
  ['__proto__', false],
  ['constructor', false],
  ['👍👍', false],
  ['a', false],
  ['1', false],
  ['', false],
])('[C7] reaction %s', (text, valid) => expect(emojiSchema.safeParse(text).success).toBe(valid));
