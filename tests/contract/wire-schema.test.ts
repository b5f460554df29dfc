import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const protocol = join(import.meta.dirname, '../../server/protocol');
const announced = join(import.meta.dirname, 'wire-schema.json');

const howTo = `
The wire has changed. Clients and servers of the last version are still out there: only add (optional fields, new
kinds), do not rename or remove; commits with the old shape stay in the logs. If that cannot be kept, raise
server/protocol/version.ts. Then announce the change: write it into CHANGELOG.md, run
  ANNOUNCE=1 npx vitest run tests/contract/wire-schema.test.ts
and commit tests/contract/wire-schema.json with it.`;

/** Every schema that a module of server/protocol exports, alone or in a table, by name. */
function* schemasIn(name: string, value: unknown): Generator<[string, z.ZodType]> {
  if (value instanceof z.ZodDiscriminatedUnion) {
    for (const option of value.options as z.ZodObject<{ type?: z.ZodLiteral; status?: z.ZodLiteral }>[]) {
      yield [`${name} ${(option.shape.type ?? option.shape.status)!.value as string}`, option];
    }
  } else if (value instanceof z.ZodType) {
    yield [name, value];
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value))
      if (one instanceof z.ZodType) yield* schemasIn(`${name} ${key}`, one);
  }
}

/** What a schema takes; what it makes of it (trimming, defaults) is part of that. */
function hashOf(schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' });
  return createHash('sha256').update(JSON.stringify(json)).digest('hex').slice(0, 16);
}

async function wireSchema(): Promise<Record<string, string>> {
  const files = readdirSync(protocol, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const found = await Promise.all(
    files.map(async (file) => {
      const exported = (await import(join(protocol, file))) as Record<string, unknown>;
      const schemas = Object.entries(exported).flatMap(([name, value]) => [...schemasIn(name, value)]);
      return schemas.map(([name, schema]) => [`${file.slice(0, -3)}: ${name}`, hashOf(schema)] as const);
    }),
  );
  return Object.fromEntries(found.flat().toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

test('the wire is as announced', async () => {
  const now = await wireSchema();
  if (process.env['ANNOUNCE'] === '1') writeFileSync(announced, `${JSON.stringify(now, null, 2)}\n`);
  const before = JSON.parse(readFileSync(announced, 'utf8')) as Record<string, string>;
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const changes = names
    .filter((name) => before[name] !== now[name])
    .map((name) => `${before[name] ? (now[name] ? 'changed' : 'gone') : 'new'}: ${name}`);
  expect(changes, `${changes.join('\n')}\n${howTo}\n`).toEqual([]);
});

test('everything that goes over the wire is looked at', async () => {
  const names = Object.keys(await wireSchema());
  for (const one of [
    'commands: commandArgs timer:pause',
    'socket: requests room:join',
    'socket: signals chat:typing',
    'socket: answers room:since',
    'socket: pushes room:commits',
    'socket: handshake',
    'events: roomEvent timer.phaseCompleted',
    'events: commit',
    'room: roomState',
    'room: timerState RUNNING',
    'rest/sessions: createSessionBody',
  ]) {
    expect(names).toContain(one);
  }
});

test('a change of any depth is seen', () => {
  const before = z.object({ a: z.object({ b: z.string().max(3) }) });
  expect(hashOf(z.object({ a: z.object({ b: z.string().max(4) }) }))).not.toBe(hashOf(before));
  expect(hashOf(z.object({ a: z.object({ b: z.string().max(3) }) }))).toBe(hashOf(before));
});
