import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { mix } from '../../server/media/recording/mix.ts';
import { view } from '../support/recording/viewing.ts';

const cwd = mkdtempSync(join(tmpdir(), 'carrel-mix-'));
afterEach(() => rmSync(cwd, { recursive: true }));

const ffmpeg = (...args: string[]) => execFileSync('ffmpeg', ['-v', 'error', ...args], { cwd });
const paint = (file: string, colour: string, size: string, encoder: string) => {
  const source = ['-f', 'lavfi', '-i', `color=${colour}:s=${size}:r=20:d=1`, '-pix_fmt', 'yuv420p'];
  ffmpeg(...source, '-c:v', encoder, '-threads', '1', file);
};
const filed = (file: string, at: number) => ({ file, clock: [{ from: 0, at, rate: 1 }] });

test('pictures that change their size on the way, and are of several codecs, become one film to the frame', async () => {
  paint('wide.mkv', 'red', '320x180', 'libvpx');
  paint('high.mkv', 'blue', '180x320', 'libvpx');
  writeFileSync(join(cwd, 'turned.txt'), 'file wide.mkv\nfile high.mkv\n');
  ffmpeg('-f', 'concat', '-i', 'turned.txt', '-c', 'copy', 'turned.mkv');
  paint('h264.mkv', 'lime', '320x180', 'libx264');
  paint('vp9.mkv', 'yellow', '320x180', 'libvpx-vp9');
  const plan = {
    startedAt: 1_000,
    durationMs: 3_990,
    sounds: [],
    cuts: [
      { from: 0, to: 2_000, picture: filed('turned.mkv', 1_000) },
      { from: 2_000, to: 2_410, picture: null },
      { from: 2_410, to: 3_000, picture: filed('h264.mkv', 3_000) },
      { from: 3_000, to: 3_990, picture: filed('vp9.mkv', 4_000) },
    ],
  };
  const kind = await mix(plan, 'made.webm', { cwd, signal: AbortSignal.timeout(20_000) });
  expect(kind).toBe('VIDEO');
  const film = await view(join(cwd, 'made.webm'));
  expect(film.durationMs).toBeGreaterThan(3_980);
  const shown = [500, 1_500, 2_200, 2_700, 3_500, 3_940].map((ms) => film.colourAt(ms));
  expect(shown).toEqual(['red', 'blue', 'dark', 'green', 'yellow', 'yellow']);
}, 60_000);
