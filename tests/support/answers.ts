import { z } from 'zod';
import { groups } from '../../server/gateway/rest/docs-openapi.ts';
import { apiOf, type Guest } from './plain-client.ts';
import { freshCommand } from './study-group.ts';

// What came over the wire; a test that reads it wrongly fails.
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;

const declared = Object.values(groups).flatMap(({ path, operations }) =>
  Object.values(operations).flatMap(({ method, path: rest, answer }) => {
    if ('mediaTypes' in answer) return [];
    const matches = new RegExp(`^${method} ${(path + rest).replaceAll(/:\w+/g, '[^/]+')}$`, 'i');
    return [{ matches, answer: z.strictObject({ ...answer.shape, success: z.literal(true) }) }];
  }),
);

/** Calls as this person and answers the body of a success, which must be what is declared, and nothing more. */
export function asking(url: string, guest: Guest) {
  return async (method: string, path: string, body?: object): Promise<Json> => {
    const answer = await apiOf(url)(method, path, { token: guest.token, ...(body && { body }) });
    if (!answer.body.success) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    const called = `${method} ${path.split('?')[0]}`;
    const operation = declared.find(({ matches }) => matches.test(called));
    if (!operation) throw new Error(`${called} is not declared`);
    operation.answer.parse(answer.body);
    return answer.body;
  };
}

/** Calls with an Idempotency-Key and answers whatever comes. */
export async function repeatable(url: string, guest: Guest, path: string, body: object = {}, key = freshCommand()) {
  const headers = {
    authorization: `Bearer ${guest.token}`,
    'content-type': 'application/json',
    'idempotency-key': key,
  };
  const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer: Json = await response.json();
  return { status: response.status, body: answer };
}
