import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freshDataDir } from '../support/database.ts';
import { freePort } from '../support/free-port.ts';
import { removeDataDir } from '../support/server-process.ts';

// Two servers start, one after the other, and Vite, on a machine that has other things to do.
vi.setConfig({ testTimeout: 120_000 });
const patience = { timeout: 50_000 };

const root = join(import.meta.dirname, '../..');
let dataDir: string;
let webUrl: string;
let output = '';
let dev: ReturnType<typeof start>;

function start(port: number, webPort: number) {
  const path = `${join(root, 'node_modules/.bin')}:${dirname(process.execPath)}:${process.env['PATH']}`;
  return spawn(process.execPath, ['scripts/dev.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: path, PORT: `${port}`, WEB_PORT: `${webPort}`, DATA_DIR: dataDir, MEDIA_ENABLED: 'off' },
  });
}

beforeAll(async () => {
  dataDir = await freshDataDir();
  const [port, webPort] = [await freePort(), await freePort()];
  webUrl = `http://localhost:${webPort}`;
  dev = start(port, webPort);
  for (const stream of [dev.stdout, dev.stderr]) stream.on('data', (text) => (output += String(text)));
});
afterAll(async () => {
  dev.kill();
  await once(dev, 'close');
  await removeDataDir(dataDir);
});

test('`npm run dev` serves the sources of the pages and the server behind them, and starts it anew when it changes', async () => {
  const starts = () => output.split('Carrel is ready at').length - 1;
  await expect.poll(starts, patience).toBe(1);
  // Vite listens when it does: the server's word says nothing of it.
  await expect.poll(async () => (await fetch(webUrl)).text(), patience).toContain('src="/main.tsx"');
  expect(await (await fetch(`${webUrl}/main.tsx`)).text()).toContain('createRoot');
  const guest = await fetch(`${webUrl}/api/auth/guest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: webUrl },
    body: JSON.stringify({ name: 'Ada' }),
  });
  expect(guest.status).toBe(200);
  await utimes(join(root, 'server/main.ts'), new Date(), new Date());
  await expect.poll(starts, patience).toBe(2);
  expect(output).not.toContain('rror');
});
