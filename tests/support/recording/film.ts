import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const frameMs = 40;
export const soundMs = 20;
const flashMs = 120;
const soundBytes = 160;
const filmSeconds = 4;

/** What somebody looks and sounds like: at each full second a flash and a beep that begin together. */
export type Look = {
  /** Of the picture between flashes, which are white; as ffmpeg names it. */
  readonly colour: string;
  readonly beepHz: number;
  /** Sounds all the time, so that others can be told from this one. */
  readonly humHz?: number;
};

/** Of its pictures, the first of so many is a key frame. */
export const keyFrameEvery = 4;

/** Encoded once, to be sent over and over: VP8 frames and Opus packets. */
export type Film = { readonly pictures: readonly Buffer[]; readonly sounds: readonly Buffer[] };

export async function makeFilm({ colour, beepHz, humHz }: Look): Promise<Film> {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-film-'));
  const on = `lt(mod(t,1),${flashMs / 1_000})`;
  const hum = humHz === undefined ? '' : `+0.1*sin(2*PI*${humHz}*t)`;
  const flash = `color=${colour}:s=320x180:r=${1_000 / frameMs}:d=${filmSeconds},drawbox=c=white:t=fill:enable='${on}'`;
  const beep = `aevalsrc='0.5*sin(2*PI*${beepHz}*t)*${on}${hum}':s=48000:d=${filmSeconds}`;
  const vp8 = [
    '-c:v',
    'libvpx',
    '-deadline',
    'realtime',
    '-cpu-used',
    '8',
    '-b:v',
    '400k',
    '-g',
    String(keyFrameEvery),
  ];
  const opus = ['-c:a', 'libopus', '-vbr', 'off', '-b:a', '64k', '-ac', '2', '-frame_duration', String(soundMs)];
  try {
    const input = ['-v', 'error', '-f', 'lavfi', '-i', flash, '-f', 'lavfi', '-i', beep];
    const outputs = ['-map', '0', ...vp8, '-f', 'ivf', join(folder, 'v'), '-map', '1', ...opus, '-f', 'data'];
    await run('ffmpeg', [...input, ...outputs, join(folder, 'a')]);
    const sound = await readFile(join(folder, 'a'));
    const count = (filmSeconds * 1_000) / soundMs;
    return {
      pictures: framesOf(await readFile(join(folder, 'v'))),
      sounds: Array.from({ length: count }, (_, n) => sound.subarray(n * soundBytes, (n + 1) * soundBytes)),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Of an IVF file: a header of 32 bytes, then frames with headers of 12 that begin with their size. */
function framesOf(ivf: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 32; at < ivf.length;) {
    const size = ivf.readUInt32LE(at);
    frames.push(ivf.subarray(at + 12, at + 12 + size));
    at += 12 + size;
  }
  return frames;
}
