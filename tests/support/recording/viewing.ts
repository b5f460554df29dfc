import { spawn } from 'node:child_process';
import { once } from 'node:events';

const rate = 16_000;
const windowMs = 10;
const small = { width: 16, height: 9 };
const frameMs = 40;

/** A finished recording as somebody who plays it sees and hears it. */
export type Viewing = {
  readonly durationMs: number;
  /**
   * When pictures of a colour turn white, for the three that a flash has, milliseconds. One that a cut or a lost packet
   * shortened would seem to begin late.
   */
  flashes(colour: string): number[];
  /** When a tone sets in. */
  beeps(hz: number): number[];
  /** How loud a tone is between two times, as an amplitude. */
  tone(hz: number, from?: number, to?: number): number;
  /** Of the middle of the picture at a time, between flashes. */
  colourAt(ms: number): 'red' | 'green' | 'blue' | 'yellow' | 'white' | 'dark';
  coloursBetween(from: number, to: number): Set<string>;
};

/** Decodes a whole file. */
export async function view(path: string): Promise<Viewing> {
  const { width, height } = small;
  const scaled = `fps=${1_000 / frameMs},scale=${width}:${height}:flags=area`;
  const [pixels, sound] = await Promise.all([
    decoded(['-i', path, '-vf', scaled, '-map', '0:v?', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']),
    decoded(['-i', path, '-map', '0:a', '-ac', '1', '-ar', String(rate), '-f', 's16le', '-']),
  ]);
  const samples = new Int16Array(sound.buffer, sound.byteOffset, sound.length >> 1);
  const frameBytes = width * height * 3;
  const frames = Math.floor(pixels.length / frameBytes);
  const middle = (Math.floor(height / 2) * width + width / 2) * 3;
  const colours = Array.from({ length: frames }, (_, n) =>
    colourOf([...pixels.subarray(n * frameBytes + middle).subarray(0, 3)]),
  );

  const loudness = (hz: number, first: number, last: number): number => {
    let [re, im] = [0, 0];
    for (let n = first; n < last; n += 1) {
      const angle = (2 * Math.PI * hz * n) / rate;
      re += samples[n]! * Math.cos(angle);
      im += samples[n]! * Math.sin(angle);
    }
    return (2 * Math.hypot(re, im)) / Math.max(1, last - first) / 32_768;
  };
  const index = (ms: number) => Math.min(samples.length, Math.max(0, Math.round((ms * rate) / 1_000)));
  return {
    durationMs: (samples.length * 1_000) / rate,
    flashes: (colour) =>
      colours.flatMap((_, n) => {
        const [before, ...flash] = colours.slice(n - 1, n + 4);
        const isWhole = flash.join() === `white,white,white,${colour}`;
        return before === colour && isWhole ? [n * frameMs] : [];
      }),
    beeps(hz) {
      const step = (rate * windowMs) / 1_000;
      const loud: boolean[] = [];
      for (let n = 0; n + step <= samples.length; n += step) loud.push(loudness(hz, n, n + step) > 0.1);
      return loud.flatMap((one, n) => (one && n > 0 && !loud[n - 1] && !loud[n - 2] ? [n * windowMs] : []));
    },
    tone: (hz, from = 0, to = Infinity) => loudness(hz, index(from), index(Math.min(to, 1e9))),
    colourAt: (ms) => colours[Math.min(frames - 1, Math.round(ms / frameMs))] ?? 'dark',
    coloursBetween: (from, to) => new Set(colours.slice(Math.round(from / frameMs), Math.round(to / frameMs))),
  };
}

function colourOf([red, green, blue]: number[]): 'red' | 'green' | 'blue' | 'yellow' | 'white' | 'dark' {
  const [r, g, b] = [red! > 120, green! > 90, blue! > 120];
  if (r && g && b) return 'white';
  if (r && g) return 'yellow';
  if (r) return 'red';
  if (g) return 'green';
  return b ? 'blue' : 'dark';
}

async function decoded(args: string[]): Promise<Buffer> {
  const child = spawn('ffmpeg', ['-v', 'error', '-nostdin', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  return Buffer.concat(chunks);
}

/** How far each flash is from the beep that is nearest to it, milliseconds; positive: the picture is late. */
export const apart = (flashes: readonly number[], beeps: readonly number[]): number[] =>
  flashes.map((flash) => {
    const nearest = beeps.toSorted((a, b) => Math.abs(a - flash) - Math.abs(b - flash))[0];
    return nearest === undefined ? Infinity : flash - nearest;
  });
