import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandNames } from '../../server/protocol/commands.ts';
import { pushes, requestNames, signalNames } from '../../server/protocol/socket.ts';
import type { Json } from '../support/answers.ts';
import { startCarrel } from '../support/carrel.ts';

let server: Awaited<ReturnType<typeof startCarrel>>;
beforeAll(async () => {
  server = await startCarrel();
});
afterAll(() => server.close());

const get = async (path: string): Promise<Json> => (await fetch(server.url + path)).json();

/** Every `$ref` in the document. */
function references(value: Json): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => (key === '$ref' ? [one as string] : references(one)));
}
const resolve = (document: Json, reference: string): Json =>
  reference
    .slice(2)
    .split('/')
    .reduce((one, part) => one?.[part], document);

describe.each(['/docs/openapi.json', '/docs/asyncapi.json'])('%s', (path) => {
  test('refers to nothing that is not in it, and its schemas are schemas', async () => {
    const document = await get(path);
    const dangling = references(document).filter((reference) => resolve(document, reference) === undefined);
    expect(dangling).toEqual([]);
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'document', components: document.components });
    const inDocument = JSON.parse(JSON.stringify(document).replaceAll('"#/components', '"document#/components'));
    for (const schema of schemasIn(inDocument)) expect(() => ajv.compile(schema)).not.toThrow();
  });
});

function schemasIn(value: Json): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'schema' || key === 'payload' ? [one] : schemasIn(one),
  );
}

test('every event of the socket is in it, by its name', async () => {
  const { channels, operations } = await get('/docs/asyncapi.json');
  const messages: Json[] = Object.values(channels.socket.messages);
  const names = new Set(messages.map(({ name }) => name));
  for (const name of [...commandNames, ...requestNames, ...signalNames, ...Object.keys(pushes)]) {
    expect([name, names.has(name)]).toEqual([name, true]);
  }
  expect(operations['timer.pause']).toMatchObject({ action: 'receive', reply: expect.anything() });
  expect(operations['room.commits.push']).toMatchObject({ action: 'send' });
});

test('every path that is documented is served', async () => {
  const { paths } = await get('/docs/openapi.json');
  const all = Object.entries(paths as Record<string, Record<string, Json>>).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { security }]) => ({ path, method, signedIn: security !== undefined })),
  );
  expect(all.length).toBeGreaterThan(20);
  for (const { path, method, signedIn } of all) {
    const url = server.url + path.replace('{id}', crypto.randomUUID());
    const response = await fetch(url, { method: method.toUpperCase() });
    const { error }: Json = await response.json();
    expect([path, error?.message ?? '']).not.toEqual([
      path,
      expect.stringMatching(/^There is no (GET|POST|PATCH|DELETE) /),
    ]);
    expect([path, signedIn && error.code]).toEqual([path, signedIn && 'UNAUTHENTICATED']);
  }
});

test('the page works under the policy: no scripts, and its style has the nonce of its answer', async () => {
  const response = await fetch(`${server.url}/docs`);
  const page = await response.text();
  const policy = response.headers.get('content-security-policy') ?? '';
  const nonce = /<style nonce="([^"]+)"/.exec(page)?.[1];
  expect(policy).toContain(`'nonce-${nonce}'`);
  expect(page).not.toMatch(/<script|style="|https?:\/\/(?!localhost)/);
  expect(page).toContain('/api/study-sessions/create');
});
