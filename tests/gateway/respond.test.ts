import { Router } from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '../../server/adapters/prisma/open-database.ts';
import type { Routes } from '../../server/gateway/rest/route.ts';
import { done, refused } from '../../server/people/outcome.ts';
import { startAccountsApp, type AccountsApp } from '../support/accounts-app.ts';
import { openTestDatabase } from '../support/database.ts';

let database: Database;
let app: AccountsApp;
let ready = true;

function routesUnderTest(routes: Routes): Router {
  const parts = { params: z.object({ id: z.string() }), query: z.object({ n: z.coerce.number() }) };
  return Router()
    .get(
      '/throws',
      routes.open({}, () => Promise.reject(new Error('secret: 42'))),
    )
    .get(
      '/throws-in-parsing-its-own',
      routes.open({}, async () => done(z.object({ a: z.string() }).parse({ a: 42 }))),
    )
    .get(
      '/busy',
      routes.open({}, async () => refused('RATE_LIMITED', 'Wait', { retryAfterMs: 1_001 })),
    )
    .get(
      '/parsed/:id',
      routes.open(parts, async ({ params, query }) => done({ id: params.id, n: query.n })),
    );
}

beforeAll(async () => {
  database = await openTestDatabase('PGlite');
  app = await startAccountsApp({
    prisma: database.prisma,
    rateLimits: false,
    ready: () => ready,
    more: routesUnderTest,
  });
});
afterAll(async () => {
  await app.close();
  await database.close();
});

test('what a handler throws is logged, and the caller learns nothing of it', async () => {
  for (const path of ['/more/throws', '/more/throws-in-parsing-its-own']) {
    const answer = await app.call('GET', path);
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({ success: false, error: { code: 'INTERNAL', message: 'Something went wrong' } });
  }
  expect(app.logged).toContainEqual(expect.objectContaining({ err: new Error('secret: 42'), route: '/more/throws' }));
});

test('while a part of the server is away, a failure says to come again', async () => {
  ready = false;
  const answer = await app.call('GET', '/more/throws');
  ready = true;
  expect(answer.status).toBe(503);
  expect(answer.body.error.code).toBe('UNAVAILABLE');
});

test('a refusal has the status of its code, and says in whole seconds when to come back', async () => {
  const answer = await app.call('GET', '/more/busy');
  expect(answer.status).toBe(429);
  expect(answer.headers.get('retry-after')).toBe('2');
  expect(answer.body).toEqual({ success: false, error: { code: 'RATE_LIMITED', message: 'Wait' } });
});

test('the parts of a request are parsed, and the first that is wrong is named', async () => {
  expect((await app.call('GET', '/more/parsed/7?n=5')).body).toEqual({ success: true, id: '7', n: 5 });
  const wrong = await app.call('GET', '/more/parsed/7?n=x');
  expect(wrong.status).toBe(400);
  expect(wrong.body.error.details).toEqual([{ path: 'n', message: expect.any(String) }]);
});

test('a path nobody serves, and one that cannot be decoded', async () => {
  expect((await app.call('GET', '/api/nothing')).status).toBe(404);
  const undecodable = await app.call('GET', '/more/parsed/%E0%A4%A');
  expect(undecodable.status).toBe(400);
  expect(undecodable.body.error.code).toBe('VALIDATION_FAILED');
});
