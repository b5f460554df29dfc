import { mkdir, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { webClient } from '../../server/gateway/web-client.ts';
import { newDataDir, removeDataDir } from '../support/server-process.ts';

let dir: string;
const server = createServer();
beforeAll(async () => {
  dir = await newDataDir();
  await mkdir(join(dir, 'assets'));
  await writeFile(join(dir, 'assets', 'main-1.js'), 'as written');
  await writeFile(join(dir, 'assets', 'main-1.js.br'), 'as pressed');
  server.on('request', express().use(webClient(dir)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  server.close();
  await removeDataDir(dir);
});

/** Without `fetch`, which would unpack what it gets. */
async function answerTo(acceptEncoding: string) {
  const { port } = server.address() as AddressInfo;
  const asked = request({ port, path: '/assets/main-1.js', agent: false });
  asked.setHeader('Accept-Encoding', acceptEncoding);
  const [answer] = await once(asked.end(), 'response');
  const body = (await answer.toArray()).join('');
  return { body, headers: answer.headers };
}

test.each([
  ['gzip, br', 'as pressed', 'br'],
  ['identity', 'as written', undefined],
])('a browser that reads %s gets the file %s, as a script, for ever', async (accepted, body, encoding) => {
  const answer = await answerTo(accepted);
  expect(answer.body).toBe(body);
  expect(answer.headers['content-encoding']).toBe(encoding);
  expect(answer.headers['content-type']).toMatch(/^text\/javascript/);
  expect(answer.headers['cache-control']).toContain('immutable');
  expect(answer.headers['vary']).toContain('Accept-Encoding');
});
