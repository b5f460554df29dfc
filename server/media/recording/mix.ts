import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileTimeAt, type Clock } from './clock.ts';
import { runFfmpeg, words, type RunOptions } from './ffmpeg.ts';
import type { Cut, Filed, Plan } from './plan.ts';

/** Nothing of ffmpeg's that is longer than this lies in memory, or is lost when it is broken off. */
const pieceMs = 120_000;
const pieces = 'pieces';
const fps = 25;
const size = { width: 1_280, height: 720 };
const ground = '0x14171c';
const sampleRate = 48_000;
/** Bits a second: of pictures, which the encoder may exceed for a while; of sound in a film; of sound in pieces, at the most. */
const bits = { picture: 1_200_000, sound: 96_000, piece: 2 * 16 * sampleRate };
/** Sound is read from a little before the moment that is wanted; a picture from its key frame before, in any case. */
const seekBackMs = 1_000;

/**
 * How many bytes have to be free: for `mixing`, where the take lies, those of the pieces and of the film that is laid
 * together of them; for the `film`, where it is kept, those of it alone.
 */
export function spaceFor({ durationMs, cuts }: Plan): { mixing: number; film: number } {
  const picture = isSeen(cuts) ? 1.25 * bits.picture : 0;
  const film = ((picture + bits.sound) / 8) * (durationMs / 1_000);
  return { film, mixing: film + ((picture + bits.piece) / 8) * (durationMs / 1_000) };
}

const isSeen = (cuts: readonly Cut[]): boolean => cuts.some(({ picture }) => picture !== null);

/** Of what is in a folder makes one WebM, `made` in it, and returns what it is. Whatever else it has written is gone when it ends. */
export async function mix(plan: Plan, made: string, options: RunOptions): Promise<'VIDEO' | 'AUDIO'> {
  const drop = (name: string) => rm(join(options.cwd, name), { recursive: true, force: true });
  try {
    await drop(pieces);
    await mkdir(join(options.cwd, pieces));
    return await render(plan, made, options);
  } catch (error) {
    await drop(made);
    throw error;
  } finally {
    await drop(pieces);
  }
}

async function render(plan: Plan, made: string, options: RunOptions): Promise<'VIDEO' | 'AUDIO'> {
  const seen = isSeen(plan.cuts);
  const pictures = seen ? await renderAll(plan.cuts.flatMap(inPieces), 'v', (cut) => picturePiece(plan, cut)) : [];
  const spans = inPieces({ from: 0, to: plan.durationMs });
  const sounds = await renderAll(spans, 'a', (span) => soundPiece(plan, span));

  async function renderAll<Span extends { from: number; to: number }>(
    spans: readonly Span[],
    kind: string,
    argsOf: (span: Span) => string[] | null,
  ): Promise<string[]> {
    const names: string[] = [];
    for (const span of spans) {
      const args = argsOf(span);
      if (!args) continue;
      const name = `${kind}${names.length}.mkv`;
      // oxlint-disable-next-line no-await-in-loop -- one at a time, so that calls keep the machine
      await runFfmpeg([...args, `${pieces}/${name}`], options);
      names.push(name);
    }
    return names;
  }

  const inputs = await Promise.all(
    [pictures, sounds].map(async (names, index) => {
      if (names.length === 0) return [];
      const list = `${pieces}/list${index}.txt`;
      await writeFile(join(options.cwd, list), names.map((name) => `file ${name}\n`).join(''));
      return ['-f', 'concat', '-i', list];
    }),
  );
  await runFfmpeg(
    [
      ...inputs.flat(),
      ...words(seen ? '-map 0:v -map 1:a -c:v copy' : '-map 0:a'),
      ...words(`-c:a libopus -b:a ${bits.sound} -cues_to_front 1 -f webm ${made}`),
    ],
    options,
  );
  return seen ? 'VIDEO' : 'AUDIO';
}

const frameAt = (ms: number) => Math.round((ms * fps) / 1_000);
const samplesAt = (ms: number) => Math.round((ms * sampleRate) / 1_000);
const seconds = (ms: number) => (ms / 1_000).toFixed(6);

/** Cuts along the whole recording's frames, so that pieces laid end to end stay in time with it. */
function inPieces<Span extends { from: number; to: number }>(span: Span): Span[] {
  const count = Math.max(1, Math.ceil((span.to - span.from) / pieceMs));
  const at = (index: number) => span.from + ((span.to - span.from) * index) / count;
  return Array.from({ length: count }, (_, index) => ({ ...span, from: at(index), to: at(index + 1) }));
}

function picturePiece(plan: Plan, { from, to, picture }: Cut): string[] | null {
  const frames = frameAt(to) - frameAt(from);
  if (frames === 0) return null;
  const startMs = (frameAt(from) * 1_000) / fps;
  const { width, height } = size;
  // One thread: the encoder's others wait for each other by spinning, which on a busy machine costs five times as much.
  const encoder = words(
    `-c:v libvpx -deadline realtime -cpu-used 6 -threads 1 -auto-alt-ref 0 -b:v ${bits.picture} -g ${5 * fps} -frames:v ${frames}`,
  );
  if (!picture) {
    return [...words(`-f lavfi -i color=${ground}:s=${width}x${height}:r=${fps},format=yuv420p`), ...encoder];
  }
  const filter = [
    `scale=${width}:${height}:force_original_aspect_ratio=decrease`,
    `pad=${width}:${height}:-1:-1:color=${ground}:eval=frame`,
    'setsar=1,format=yuv420p',
    `setpts='${ptsOf(picture.clock, plan.startedAt + startMs)}'`,
    // Before `fps`, which makes nothing of a picture that stood still before this piece began.
    'tpad=stop=-1:stop_mode=clone',
    `fps=${fps}:start_time=0`,
  ];
  return [...reading(picture, plan.startedAt + startMs), '-vf', filter.join(), ...encoder];
}

function soundPiece(plan: Plan, { from, to }: { from: number; to: number }): string[] {
  const samples = samplesAt(to) - samplesAt(from);
  const startMs = (samplesAt(from) * 1_000) / sampleRate;
  const heard = plan.sounds.filter((sound) => sound.from < to && sound.to > from);
  const silence = `anullsrc=r=${sampleRate}:cl=stereo`;
  const tracks = heard.map(
    ({ clock }, index) =>
      `[${index + 1}:a]asetpts='${ptsOf(clock, plan.startedAt + startMs)}',` +
      `aresample=${sampleRate}:async=1000:min_hard_comp=0.03:first_pts=0,aformat=channel_layouts=stereo[s${index}]`,
  );
  const names = heard.map((_, index) => `[s${index}]`).join('');
  const mixed =
    `[0:a]${names}amix=inputs=${heard.length + 1}:duration=first:normalize=0,` +
    `alimiter=limit=0.95:level=disabled,atrim=end_sample=${samples}[all]`;
  const inputs = heard.flatMap((sound) => reading(sound, plan.startedAt + startMs));
  return [
    ...words(`-f lavfi -t ${seconds(to - from + 1_000)} -i ${silence}`),
    ...inputs,
    '-filter_complex',
    [...tracks, mixed].join(';'),
    // Else it would be 24 bits, which nobody hears and half as much again to keep.
    ...words('-map [all] -c:a flac -sample_fmt s16'),
  ];
}

/** With the file's own times. Pictures change their size on the way, which must not begin the filters anew. */
const reading = ({ file, clock }: Filed, time: number): string[] => {
  const from = seconds(Math.max(0, fileTimeAt(clock, time) - seekBackMs));
  return words(`-copyts -noaccurate_seek -ss ${from} -reinit_filter 0 -i ${file}`);
};

/** An expression of ffmpeg's: what a frame's time in the file is after `zero` of the machine's clock. */
function ptsOf(clock: Clock, zero: number): string {
  const [last, ...earlier] = clock
    .map(({ from, at, rate }) => ({ from, text: `(${seconds(at - zero)}+(T-${seconds(from)})*${rate.toFixed(8)})` }))
    .toReversed();
  let { from, text } = last!;
  for (const line of earlier) {
    text = `if(lt(T,${seconds(from)}),${line.text},${text})`;
    from = line.from;
  }
  return `${text}/TB`;
}
