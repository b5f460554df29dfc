import type { z } from 'zod';
import { commandArgs, commandEnvelope } from '../../protocol/commands.ts';
import { refusalSchema } from '../../protocol/refusal-schema.ts';
import { commit, cursor, roomEvent } from '../../protocol/events.ts';
import { mediaAnswers, mediaPushes, mediaRequests } from '../../protocol/media.ts';
import * as room from '../../protocol/room.ts';
import {
  answers,
  commandAnswer,
  handshake,
  notification,
  pushes,
  requests,
  signals,
  update,
} from '../../protocol/socket.ts';
import { protocolVersion } from '../../protocol/version.ts';
import { jsonSchema, jsonSchemas, type JsonSchema } from './docs-schemas.ts';

const parts: Readonly<Record<string, z.ZodType>> = {
  Commit: commit,
  Cursor: cursor,
  RoomEvent: roomEvent,
  RoomState: room.roomState,
  Settings: room.settings,
  TimerConfig: room.timerConfig,
  TimerState: room.timerState,
  Participant: room.participant,
  Message: room.message,
  Goal: room.goal,
  Notification: notification,
  Refusal: refusalSchema,
  CommandAnswer: commandAnswer,
  Update: update,
};

/** What a client sends: its payload, and what the ack carries beside `ok: true`; null where there is no ack. */
const asked: Readonly<Record<string, { payload: z.ZodType; answer: z.ZodType | null }>> = {
  ...mapped(requests, (payload, name) => ({ payload, answer: answers[name] })),
  ...mapped(commandArgs, (args) => ({ payload: commandEnvelope.extend(args.shape), answer: commandAnswer })),
  ...mapped(mediaRequests, (payload, name) => ({ payload, answer: mediaAnswers[name] })),
  ...mapped(signals, (payload) => ({ payload, answer: null })),
};

/** The AsyncAPI 3 document of the Socket.IO events, from the schemas by which they are parsed. */
export function asyncApiDocument(): object {
  const payloads = mapped(asked, ({ payload }) => payload);
  const replies = Object.fromEntries(
    Object.entries(asked).flatMap(([name, { answer }]) => (answer ? [[`${name} ack`, answer]] : [])),
  );
  const pushed = mapped<string, z.ZodType, z.ZodType>({ ...pushes, ...mediaPushes }, (payload) => payload);
  // A signal has the same name both ways.
  const sent = Object.fromEntries(Object.entries(pushed).map(([name, schema]) => [`${name} push`, schema]));
  const schemas = jsonSchemas({ ...parts, ...keyed(payloads), ...keyed(replies), ...keyed(sent) });
  const message = (name: string, payload: JsonSchema | undefined) => ({ name, payload });
  const messages = {
    ...Object.fromEntries(Object.keys(asked).map((name) => [key(name), message(name, schemas[key(name)])])),
    ...Object.fromEntries(
      Object.keys(replies).map((name) => [key(name), message(name, acknowledged(schemas[key(name)]))]),
    ),
    ...Object.fromEntries(
      Object.keys(sent).map((name) => [key(name), message(name.replace(/ push$/, ''), schemas[key(name)])]),
    ),
  };
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Carrel',
      version: String(protocolVersion),
      description:
        'Socket.IO events of the default namespace. Each event carries one object; the ack of Socket.IO is the reply.',
    },
    channels: { socket: { address: '/socket.io', messages, bindings: { ws: { query: jsonSchema(handshake) } } } },
    operations: {
      ...Object.fromEntries(Object.entries(asked).map(([name, { answer }]) => [key(name), received(name, answer)])),
      ...Object.fromEntries(Object.keys(sent).map((name) => [key(name), { action: 'send', ...uses(name) }])),
    },
    components: { schemas: Object.fromEntries(Object.keys(parts).map((name) => [name, schemas[name]])) },
  };
}

/** Names of events have colons, which AsyncAPI does not allow in its keys. */
const key = (name: string): string => name.replaceAll(/[: ]/g, '.');
const keyed = (schemas: Readonly<Record<string, z.ZodType>>) =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [key(name), schema]));

const channel = { $ref: '#/channels/socket' };
const uses = (name: string) => ({ channel, messages: [{ $ref: `#/channels/socket/messages/${key(name)}` }] });

const received = (name: string, answer: z.ZodType | null) => ({
  action: 'receive',
  ...uses(name),
  ...(answer && { reply: uses(`${name} ack`) }),
});

/** An ack is `{ ok: true, … }`, or a refusal. */
const acknowledged = (answer: JsonSchema | undefined): JsonSchema => ({
  anyOf: [
    { allOf: [{ type: 'object', properties: { ok: { const: true } }, required: ['ok'] }, answer ?? {}] },
    {
      type: 'object',
      properties: { ok: { const: false }, error: { $ref: '#/components/schemas/Refusal' } },
      required: ['ok', 'error'],
    },
  ],
});

function mapped<Name extends string, From, To>(
  record: Readonly<Record<Name, From>>,
  to: (value: From, name: Name) => To,
): Record<Name, To> {
  const entries = Object.entries(record) as [Name, From][];
  return Object.fromEntries(entries.map(([name, value]) => [name, to(value, name)])) as Record<Name, To>;
}
