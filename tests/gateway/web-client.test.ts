import { mkdir, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express, { type RequestHandler } from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { webClient } from '../../server/gateway/web-client.ts';
import { newDataDir, removeDataDir } from '../support/server-process.ts';

let dir: string;
const server = createServer();
beforeAll(async () => {
  dir = await newDataDir();
  await mkdir(join(dir, 'assets'));
  await writeFile(join(dir, 'index.html'), '<title>Carrel</title>');
  await writeFile(join(dir, 'assets', 'main-1.js'), 'as written');
  await writeFile(join(dir, 'assets', 'main-1.js.br'), 'as pressed');
  const nothingElse: RequestHandler = (_, response) => void response.status(404).end();
  server.on('request', express().use(webClient(dir), nothingElse));
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  server.close();
  await removeDataDir(dir);
});

/** Without `fetch`, which would unpack what it gets. */
async function answerTo(path: string, headers: Readonly<Record<string, string>>, method = 'GET') {
  const { port } = server.address() as AddressInfo;
  const [answer] = await once(request({ port, path, method, headers, agent: false }).end(), 'response');
  const body = (await answer.toArray()).join('');
  return { status: answer.statusCode, body, headers: answer.headers };
}

test.each([
  ['gzip, br', 'as pressed', 'br'],
  ['identity', 'as written', undefined],
])('a browser that reads %s gets the file %s, as a script, for ever', async (accepted, body, encoding) => {
  const answer = await answerTo('/assets/main-1.js', { 'accept-encoding': accepted });
  expect(answer.body).toBe(body);
  expect(answer.headers['content-encoding']).toBe(encoding);
  expect(answer.headers['content-type']).toMatch(/^text\/javascript/);
  expect(answer.headers['cache-control']).toContain('immutable');
  expect(answer.headers['vary']).toContain('Accept-Encoding');
});

test.each([
  ['GET', '/study-sessions/some', '*/*', 200, 'text/html; charset=utf-8'],
  ['GET', '/index.html', 'text/html', 200, 'text/html; charset=utf-8'],
  ['HEAD', '/study-sessions', 'text/html', 200, 'text/html; charset=utf-8'],
  ['HEAD', '/', '*/*', 200, 'text/html; charset=utf-8'],
  ['POST', '/study-sessions', '*/*', 404, undefined],
  ['GET', '/study-sessions', 'application/json', 404, undefined],
  ['GET', '/favicon.ico', '*/*', 404, undefined],
  ['GET', '/assets/main-0.js', '*/*', 404, undefined],
])('%s %s for who accepts %s: %i', async (method, path, accept, status, type) => {
  const answer = await answerTo(path, { accept }, method);
  expect(answer).toMatchObject({ status, body: method === 'GET' && status === 200 ? '<title>Carrel</title>' : '' });
  expect(answer.headers['content-type']).toBe(type);
});
