import type { AnyCommand } from '../../server/domain/decide.ts';
import type { Person } from '../../server/domain/room.ts';
import type { ConnectionId, GoalId, MessageId } from '../../server/protocol/ids.ts';
import type { SessionType } from '../../server/protocol/room.ts';
import { seedId, type Step } from './story.ts';

export interface PastSession {
  key: string;
  title: string;
  description: string;
  type: SessionType;
  subject: string;
  tags: string[];
  daysAgo: number;
  owner: Person;
  steps: Step[];
}

const act = (minute: number, by: Person, command: AnyCommand): Step => ({ minute, by, command });

function arrive(minute: number, by: Person): Step {
  const connectionId = seedId('connection', by.userId, minute) as ConnectionId;
  return act(minute, by, { type: 'connection:open', connectionId, node: 'seed', stayed: false });
}

/** Ids of what is made in one session, by a name of its own. */
function makers(key: string) {
  const idOf = (name: string) => seedId(key, name);
  return {
    say: (minute: number, by: Person, name: string, content: string): Step => ({
      ...act(minute, by, { type: 'chat:send', content }),
      id: idOf(name),
    }),
    react: (minute: number, by: Person, name: string, emoji: string) =>
      act(minute, by, { type: 'chat:react', messageId: idOf(name) as MessageId, emoji }),
    goal: (minute: number, by: Person, name: string, title: string): Step => ({
      ...act(minute, by, { type: 'goal:add', title }),
      id: idOf(name),
    }),
    complete: (minute: number, by: Person, name: string) =>
      act(minute, by, { type: 'goal:complete', goalId: idOf(name) as GoalId }),
  };
}

/** Three people, two pomodoros, a break between them, and a late arrival. */
function algebra(alice: Person, bob: Person, carol: Person): Step[] {
  const { say, react, goal, complete } = makers('algebra');
  return [
    arrive(0, alice),
    goal(1, alice, 'sheet', 'Exercises 1 to 4 of sheet 7'),
    goal(1, alice, 'proof', 'Understand the proof of the rank theorem'),
    goal(2, alice, 'cards', 'Flash cards for the definitions'),
    arrive(3, bob),
    say(3, bob, 'hello', 'Hello! I have the sheet and a lot of coffee.'),
    react(4, alice, 'hello', '☕'),
    act(5, alice, { type: 'session:start' }),
    act(5, alice, { type: 'timer:configure', config: { autoStartWork: true } }),
    act(6, alice, { type: 'timer:start' }),
    arrive(12, carol),
    say(32, carol, 'basis', 'Is the basis in exercise 3 meant to be orthonormal?'),
    say(33, alice, 'yes', 'Yes, it says so in small print at the top.'),
    react(34, carol, 'yes', '🙏'),
    complete(62, bob, 'sheet'),
    complete(64, alice, 'proof'),
    say(65, bob, 'same', 'Same time next week?'),
    react(65, alice, 'same', '👍'),
    react(66, carol, 'same', '👍'),
    act(68, alice, { type: 'session:end' }),
  ];
}

/** Two people and one pomodoro that was paused. */
function essay(alice: Person, bob: Person): Step[] {
  const { say, goal, complete } = makers('essay');
  return [
    arrive(0, bob),
    arrive(1, alice),
    act(2, bob, { type: 'session:start' }),
    goal(2, bob, 'outline', 'Outline of the second chapter'),
    goal(3, alice, 'read', 'Read each other’s introductions'),
    act(4, bob, { type: 'timer:start' }),
    act(14, bob, { type: 'timer:pause' }),
    say(15, bob, 'door', 'Somebody at the door, back in a minute.'),
    act(19, bob, { type: 'timer:resume' }),
    complete(36, alice, 'read'),
    complete(37, bob, 'outline'),
    act(40, bob, { type: 'session:end' }),
  ];
}

export function pastSessions(alice: Person, bob: Person, carol: Person): PastSession[] {
  return [
    {
      key: 'algebra',
      title: 'Linear algebra, sheet 7',
      description: 'We work through the sheet together and compare at the end.',
      type: 'GROUP',
      subject: 'Mathematics',
      tags: ['linear algebra', 'exercises'],
      daysAgo: 1,
      owner: alice,
      steps: algebra(alice, bob, carol),
    },
    {
      key: 'essay',
      title: 'Essay sprint',
      description: 'Half an hour of writing, no excuses.',
      type: 'ONE_ON_ONE',
      subject: 'Writing',
      tags: ['essay'],
      daysAgo: 3,
      owner: bob,
      steps: essay(alice, bob),
    },
  ];
}
