import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { integer, noBias } from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DataDirInUseError } from '../../server/adapters/sqlite/open-file.ts';
import { openRoomStore } from '../../server/adapters/sqlite/room-store.ts';
import { applyCommit } from '../../server/domain/apply.ts';
import type { CommandId, SessionId, UserId } from '../../server/protocol/ids.ts';
import { newRoom, newSessionId, origin } from '../support/room-log.ts';
import { sampled } from '../support/sampled.ts';

const script = fileURLToPath(new URL('../support/room-store-process.ts', import.meta.url));
const open = () => openRoomStore({ dataDir, now: Date.now });
let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'carrel-rooms-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

function start(sessionIds: readonly SessionId[]) {
  const child = spawn(process.execPath, [script, dataDir, ...sessionIds], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

/** Runs writers on the rooms until so many lines were read, kills them, and gives all the lines. */
async function runAndKill(sessionIds: readonly SessionId[], count: number): Promise<string[]> {
  const child = start(sessionIds);
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length === count + 1) child.kill('SIGKILL');
  }
  expect(lines.length, 'the writers ended by themselves').toBeGreaterThan(count);
  return lines.slice(1);
}

describe('SQLite: processes', () => {
  test('killed 10 times at random: every acknowledged command is there, once, and the log has no gap', async () => {
    const sessionIds = [newSessionId(), newSessionId(), newSessionId()];
    const acknowledged: { sessionId: string; rev: number; actorId: string; commandId: string }[] = [];
    // oxlint-disable no-await-in-loop -- one life after the other
    for (const count of sampled('kills of a room store', noBias(integer({ min: 1, max: 400 })), 10)) {
      for (const line of await runAndKill(sessionIds, count)) {
        const [sessionId = '', rev, actorId = '', commandId = ''] = line.split(' ');
        acknowledged.push({ sessionId, rev: Number(rev), actorId, commandId });
      }
    }
    const store = open();
    for (const sessionId of sessionIds) {
      const log = (await store.read(sessionId, origin, 1_000_000))!;
      expect(log.map(({ rev }) => rev)).toEqual(log.map((_, index) => index + 1));
      expect(new Set(log.map(({ commandId }) => commandId)).size).toBe(log.length);
      const mine = acknowledged.filter((one) => one.sessionId === sessionId);
      for (const { rev, actorId, commandId } of mine) {
        expect(log[rev - 1]?.commandId).toBe(commandId);
        const answer = await store.answered(sessionId, actorId as UserId, commandId as CommandId);
        expect(answer).toMatchObject({ epoch: 0, rev });
      }
      const room = log.reduce(applyCommit, newRoom(sessionId));
      expect((await store.load(sessionId))?.room.state.chat).toEqual(room.state.chat);
    }
    await store.close();
    console.log(`${acknowledged.length} acknowledged commands survived 10 kills`);
    // oxlint-enable no-await-in-loop
  });

  test('a second process is refused, and told why', async () => {
    const store = open();
    const child = start([]);
    const [said, [code]] = await Promise.all([child.stderr.setEncoding('utf8').toArray(), once(child, 'exit')]);
    expect(code).toBe(1);
    expect(said.join('')).toContain(`DataDirInUseError: Another Carrel uses this DATA_DIR: ${dataDir}`);
    await store.close();
  });

  test('the lock goes with the process, also by kill -9', async () => {
    const child = start([newSessionId()]);
    await once(child.stdout, 'data');
    expect(open).toThrow(DataDirInUseError);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await open().close();
  });

  test('the same process is refused a second time, until it has closed', async () => {
    const store = open();
    expect(open).toThrow(DataDirInUseError);
    await store.close();
    await open().close();
  });
});
