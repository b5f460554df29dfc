import { describe, expect, test } from 'vitest';
import { noChanges, type Changes } from '../../server/adapters/prisma/room-changes.ts';
import { reordered } from '../../server/adapters/prisma/room-projection-talk.ts';
import { changesOf } from '../../server/adapters/prisma/room-projection.ts';
import type { Event, StoredCommit } from '../../server/domain/room.ts';
import { roomEvent } from '../../server/protocol/events.ts';
import type { GoalId, MessageId, RecordingId } from '../../server/protocol/ids.ts';
import { defaultTimerConfig } from '../../server/protocol/defaults.ts';
import type { Goal, Message } from '../../server/protocol/room.ts';
import { ann, bob, t0, tab, uuid } from '../support/rooms.ts';

const { userId } = ann;
const at = t0 + 1_000;
const message: Message = {
  id: uuid('message') as MessageId,
  authorId: userId,
  type: 'TEXT',
  content: 'hello',
  createdAt: at,
  editedAt: null,
  deletedAt: null,
  reactions: {},
};
const goal: Goal = {
  id: uuid('goal') as GoalId,
  title: 'read',
  description: '',
  isCompleted: false,
  completedAt: null,
  completedBy: null,
  createdBy: userId,
  createdAt: at,
};
const messageId = message.id;
const goalId = goal.id;
const recordingId = uuid('recording') as RecordingId;
const person = { userId, name: 'Ann', avatarUrl: null, role: 'PARTICIPANT' } as const;
const span = { phase: 'WORK', startedAt: t0, endsAt: t0 + 1 } as const;
const connection = { connectionId: tab(ann), userId, node: 'n1' };
const by = { byId: userId, at };

const commitsOf = (...batches: Event[][]): StoredCommit[] =>
  batches.map((events, index) => ({ epoch: 1, rev: index + 1, at, actorId: userId, events }));
const changed = (...events: Event[]) => changesOf(commitsOf(events));
const personal = (change: object): Partial<Changes> => ({ people: new Map([[userId, change]]) });
const chat = (part: Partial<Changes['chat']>): Partial<Changes> => ({ chat: { ...noChanges().chat, ...part } });
const goals = (part: Partial<Changes['goals']>): Partial<Changes> => ({ goals: { ...noChanges().goals, ...part } });

/** What each event comes to on its own. A new event fails the test below until it is here. */
const cases: { readonly [Type in Event['type']]: [Extract<Event, { type: Type }>, Partial<Changes>] } = {
  'participant.invited': [
    { type: 'participant.invited', ...person },
    {
      ...personal({ fresh: true, status: 'INVITED', role: 'PARTICIPANT' }),
      notices: [{ kind: 'invited', userId, ...by }],
    },
  ],
  'participant.joined': [
    { type: 'participant.joined', ...person, presence: 'ONLINE' },
    personal({ fresh: true, status: 'JOINED', role: 'PARTICIPANT', joinedAt: at, leftAt: null }),
  ],
  'participant.away': [{ type: 'participant.away', userId }, {}],
  'participant.returned': [{ type: 'participant.returned', userId }, {}],
  'participant.left': [{ type: 'participant.left', userId, reason: 'LEAVE' }, personal({ status: 'LEFT', leftAt: at })],
  'participant.removed': [
    { type: 'participant.removed', userId },
    personal({ status: 'REMOVED', role: 'PARTICIPANT', leftAt: at }),
  ],
  'participant.readmitted': [{ type: 'participant.readmitted', userId }, personal({ status: 'LEFT' })],
  'participant.profileChanged': [{ type: 'participant.profileChanged', userId, name: 'A', avatarUrl: null }, {}],
  'participant.roleChanged': [
    { type: 'participant.roleChanged', userId, role: 'CO_HOST' },
    personal({ role: 'CO_HOST' }),
  ],
  'host.changed': [
    { type: 'host.changed', hostId: userId, ownerId: userId },
    { ...personal({ role: 'HOST' }), hostChanged: true },
  ],
  'participant.handRaised': [{ type: 'participant.handRaised', userId }, {}],
  'participant.handLowered': [{ type: 'participant.handLowered', userId }, {}],
  'participant.statusSet': [{ type: 'participant.statusSet', userId, status: 's', text: 't' }, {}],
  'participant.chatMuted': [{ type: 'participant.chatMuted', userId, muted: true }, {}],
  'participant.knocked': [{ type: 'participant.knocked', userId, name: 'Ann' }, {}],
  'participant.knockWithdrawn': [{ type: 'participant.knockWithdrawn', userId }, {}],
  'participant.admitted': [{ type: 'participant.admitted', userId }, {}],
  'participant.denied': [{ type: 'participant.denied', userId }, {}],
  'room.locked': [{ type: 'room.locked' }, {}],
  'room.unlocked': [{ type: 'room.unlocked' }, {}],
  'session.started': [
    { type: 'session.started' },
    { session: { status: 'ACTIVE', startedAt: at }, notices: [{ kind: 'started', ...by }] },
  ],
  'session.ended': [
    { type: 'session.ended', endedAt: t0 },
    { session: { status: 'COMPLETED', endedAt: t0 }, notices: [{ kind: 'ended', ...by, at: t0 }] },
  ],
  'session.cancelled': [
    { type: 'session.cancelled' },
    { session: { status: 'CANCELLED', endedAt: at }, notices: [{ kind: 'cancelled', ...by }] },
  ],
  'session.settingsChanged': [
    { type: 'session.settingsChanged', settings: { isPublic: true, layout: 'video-first' } },
    { settings: { isPublic: true, layout: 'video-first' } },
  ],
  'timer.configured': [
    { type: 'timer.configured', config: defaultTimerConfig },
    { settings: { timer: defaultTimerConfig } },
  ],
  'timer.started': [{ type: 'timer.started', ...span }, {}],
  'timer.resumed': [{ type: 'timer.resumed', ...span }, {}],
  'timer.paused': [{ type: 'timer.paused', phase: 'WORK', remainingMs: 1 }, {}],
  'timer.phaseCompleted': [
    { type: 'timer.phaseCompleted', ...span, participantIds: [userId], next: null, completedWorkPhases: 1 },
    { phases: [{ epoch: 1, rev: 1, phase: 'WORK', startedAt: t0, endedAt: t0 + 1, participantIds: [userId] }] },
  ],
  'timer.skipped': [{ type: 'timer.skipped', phase: 'WORK', next: null }, {}],
  'timer.reset': [{ type: 'timer.reset', phase: 'WORK', next: null }, {}],
  'chat.sent': [{ type: 'chat.sent', message }, chat({ sent: new Map([[messageId, { ...message, rev: 1 }]]) })],
  'chat.edited': [
    { type: 'chat.edited', messageId, content: 'new', editedAt: at },
    chat({ edited: new Map([[messageId, { content: 'new', editedAt: at }]]) }),
  ],
  'chat.deleted': [{ type: 'chat.deleted', messageId, deletedAt: at }, chat({ deleted: new Map([[messageId, at]]) })],
  'chat.reacted': [
    { type: 'chat.reacted', messageId, emoji: '👍', userId, on: true },
    chat({ reactions: new Map([[`${messageId} ${userId} 👍`, { messageId, userId, emoji: '👍', at }]]) }),
  ],
  'goal.added': [
    { type: 'goal.added', goal },
    goals({ added: new Map([[goalId, goal]]), order: [{ id: goalId, to: 'end' }] }),
  ],
  'goal.updated': [
    { type: 'goal.updated', goalId, title: 'write', description: 'well' },
    goals({ changed: new Map([[goalId, { title: 'write', description: 'well' }]]) }),
  ],
  'goal.completed': [
    { type: 'goal.completed', goalId, completedAt: at, completedBy: userId },
    goals({ changed: new Map([[goalId, { isCompleted: true, completedAt: at, completedBy: userId }]]) }),
  ],
  'goal.reopened': [
    { type: 'goal.reopened', goalId },
    goals({ changed: new Map([[goalId, { isCompleted: false, completedAt: null, completedBy: null }]]) }),
  ],
  'goal.moved': [{ type: 'goal.moved', goalId, toIndex: 2 }, goals({ order: [{ id: goalId, to: 2 }] })],
  'goal.removed': [
    { type: 'goal.removed', goalId },
    goals({ removed: new Set([goalId]), order: [{ id: goalId, to: 'gone' }] }),
  ],
  'recording.asked': [{ type: 'recording.asked', recordingId, byUserId: userId }, {}],
  'recording.answered': [{ type: 'recording.answered', recordingId, userId, agreed: true }, {}],
  'recording.started': [{ type: 'recording.started', recordingId }, {}],
  'recording.interrupted': [{ type: 'recording.interrupted', recordingId }, {}],
  'recording.stopped': [{ type: 'recording.stopped', recordingId, reason: 'STOPPED' }, {}],
  'connection.opened': [{ type: 'connection.opened', ...connection }, {}],
  'connection.knocked': [{ type: 'connection.knocked', ...connection, avatarUrl: null }, {}],
  'connection.closed': [{ type: 'connection.closed', connectionId: connection.connectionId, userId }, {}],
  'node.lost': [{ type: 'node.lost', node: 'n1', lastSeenAt: at }, {}],
  'attendance.started': [
    { type: 'attendance.started', userId, at },
    { attendance: new Map([[userId, { later: [{ startedAt: at, endedAt: null }] }]]) },
  ],
  'attendance.ended': [
    { type: 'attendance.ended', userId, at, lost: false },
    { attendance: new Map([[userId, { earlier: { endedAt: at }, later: [] }]]) },
  ],
  'attendance.continued': [
    { type: 'attendance.continued', userId },
    { attendance: new Map([[userId, { earlier: { endedAt: null }, later: [] }]]) },
  ],
  'standIn.began': [{ type: 'standIn.began', userId, role: 'CO_HOST' }, {}],
};

describe('one event', () => {
  test.each(Object.values(cases))('$type', (event, expected) => {
    expect(changed(event)).toEqual({ ...noChanges(), ...expected });
  });

  test('all that the wire knows are among them', () => {
    const known = roomEvent.options.map((option) => option.shape.type.value);
    expect(known.filter((type) => !(type in cases))).toEqual([]);
  });

  test('one of a newer version is an error', () => {
    expect(() => changed({ type: 'room.painted' } as unknown as Event)).toThrow('room.painted');
  });
});

describe('what one batch comes to', () => {
  const sent: Event = { type: 'chat.sent', message };
  const edited = (content: string): Event => ({ type: 'chat.edited', messageId, content, editedAt: at });
  const deleted: Event = { type: 'chat.deleted', messageId, deletedAt: at };
  const reacted = (on: boolean): Event => ({ type: 'chat.reacted', messageId, emoji: '👍', userId, on });

  test('a message that was sent, edited and deleted was deleted, without reactions', () => {
    const { chat } = changed(sent, edited('new'), reacted(true), deleted, edited('late'));
    expect([...chat.sent.values()]).toEqual([{ ...message, rev: 1, content: '', editedAt: at, deletedAt: at }]);
    expect(chat.reactions.size + chat.edited.size + chat.deleted.size).toBe(0);
  });

  test('of an older message the deletion keeps when it was edited', () => {
    const { chat } = changed(edited('new'), deleted, edited('late'));
    expect([chat.edited.get(messageId)?.content, chat.deleted.get(messageId)]).toEqual(['new', at]);
  });

  test('a reaction given and taken back is taken back; an id that comes twice is the first', () => {
    expect([...changed(reacted(true), reacted(false)).chat.reactions.values()][0]?.at).toBeNull();
    const other: Event = { type: 'chat.sent', message: { ...message, content: 'other' } };
    expect([...changed(sent, other).chat.sent.values()].map(({ content }) => content)).toEqual(['hello']);
  });

  test('a goal that was added, ticked and removed leaves nothing to write but its removal', () => {
    const ticked: Event = { type: 'goal.completed', goalId, completedAt: at, completedBy: userId };
    const { added, changed: others } = changed({ type: 'goal.added', goal }, ticked).goals;
    expect(added.get(goalId)).toMatchObject({ isCompleted: true, completedAt: at });
    expect(others.size).toBe(0);
    const gone = changed({ type: 'goal.added', goal }, ticked, { type: 'goal.removed', goalId }).goals;
    expect([gone.added.size, [...gone.removed]]).toEqual([0, [goalId]]);
  });

  test('there is one host, however often that changed', () => {
    const host = (one: typeof ann): Event => ({ type: 'host.changed', hostId: one.userId, ownerId: userId });
    const { people, hostChanged } = changed(host(bob), host(ann));
    expect([people.get(bob.userId)?.role, people.get(userId)?.role, hostChanged]).toEqual([
      'PARTICIPANT',
      'HOST',
      true,
    ]);
  });

  test('who joins again keeps the first time, and who comes back in the same millisecond one interval', () => {
    const joined: Event = { type: 'participant.joined', ...person, presence: 'ONLINE' };
    const first = { ...commitsOf([joined])[0]!, at: t0 };
    const later = { ...commitsOf([], [{ type: 'participant.left', userId, reason: 'LEAVE' }, joined])[1]! };
    const { people } = changesOf([first, later]);
    expect(people.get(userId)).toEqual({
      fresh: true,
      status: 'JOINED',
      role: 'PARTICIPANT',
      joinedAt: t0,
      leftAt: null,
    });
    const started: Event = { type: 'attendance.started', userId, at };
    const { attendance } = changed(started, { type: 'attendance.ended', userId, at, lost: false }, started);
    expect(attendance.get(userId)).toEqual({ later: [{ startedAt: at, endedAt: null }] });
  });

  test.each<[string, (number | 'end' | 'gone')[], string]>([
    ['the last of three to the front', [0], 'cab'],
    ['beyond the end', [9], 'abc'],
    ['gone', ['gone'], 'ab'],
    ['gone and again', ['gone', 'end'], 'abc'],
    ['gone, then moved', ['gone', 0], 'ab'],
  ])('the order of goals: %s', (_, steps, expected) => {
    const ids = ['a', 'b', 'c'] as string[] as GoalId[];
    const last = ids[2]!;
    expect(
      reordered(
        ids,
        steps.map((to) => ({ id: last, to })),
      ).join(''),
    ).toBe(expected);
  });
});
