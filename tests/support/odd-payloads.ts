import type { Socket } from 'socket.io-client';
import type { Ack } from './plain-client.ts';

const deep = (depth: number): unknown => (depth === 0 ? {} : { a: deep(depth - 1) });
/** As it arrives: a literal would set the prototype in place of a key. */
const polluting = (key: string): unknown => JSON.parse(`{"${key}": {"polluted": true}, "sessionId": {"${key}": 1}}`);

/** What is never a payload, whatever the event. */
export const oddPayloads: [name: string, payload: unknown][] = [
  ['null', null],
  ['a number', 5],
  ['text', 'text'],
  ['much text', 'x'.repeat(50_000)],
  ['a boolean', true],
  ['a list', [1, 2, 3]],
  ['a list of a thousand lists', Array.from({ length: 1_000 }, () => [])],
];

/** Arguments that are none, beside the ids. */
export const oddArguments: [name: string, args: object][] = [
  [
    'deep nesting',
    { settings: deep(2_000), config: deep(500), content: deep(5), title: deep(5), token: deep(5), since: deep(5) },
  ],
  ['a key __proto__', polluting('__proto__') as object],
  ['a key constructor', polluting('constructor') as object],
  [
    'ids that are keys of objects',
    { userId: '__proto__', goalId: 'constructor', messageId: 'toString', emoji: '__proto__' },
  ],
  ['every argument null', nulls()],
  ['every argument a list', Object.fromEntries(Object.keys(nulls()).map((key) => [key, []]))],
];

function nulls() {
  const names = [
    'userId',
    'role',
    'muted',
    'status',
    'text',
    'settings',
    'config',
    'phase',
    'content',
    'messageId',
    'emoji',
  ];
  const more = ['title', 'description', 'goalId', 'toIndex', 'token', 'invite', 'since', 'epoch', 'rev'];
  return Object.fromEntries([...names, ...more].map((name) => [name, null]));
}

/** The ack of any event with any one argument. */
export const ackOf = (socket: Socket, name: string, payload: unknown): Promise<Ack> =>
  new Promise((resolve, reject) => {
    socket
      .timeout(5_000)
      .emit(name, payload, (error: Error | null, ack: Ack) => (error ? reject(error) : resolve(ack)));
  });
