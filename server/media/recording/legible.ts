import { endOfFfmpeg, words, type RunOptions } from './ffmpeg.ts';
import type { Plan } from './plan.ts';
import { readFindings } from './reading.ts';

/**
 * The plan of a folder without the files in which there is nothing to be seen or heard, and which those are: one of them
 * would spoil the film for everybody. Rejects where nothing is left.
 */
export async function legiblePlan(
  planned: Plan,
  options: RunOptions,
): Promise<{ readonly plan: Plan; readonly illegible: readonly string[] }> {
  const tried = new Set<string>();
  const illegible: string[] = [];
  let plan = planned;
  for (;;) {
    const untried = filesOf(plan).filter(({ file }) => !tried.has(file));
    const before = illegible.length;
    for (const { file, kind } of untried) {
      tried.add(file);
      // oxlint-disable-next-line no-await-in-loop -- one at a time, so that calls keep the machine
      if (!(await hasFrames(file, kind, options))) illegible.push(file);
    }
    if (illegible.length === before) return { plan, illegible };
    // In its place another is shown, which has to be looked at as well.
    // oxlint-disable-next-line no-await-in-loop -- see above
    const next = (await readFindings(options.cwd, options.signal, illegible)).plan;
    if (!next) throw new Error(`Nothing in it can be read: ${illegible.join(', ')}`);
    plan = next;
  }
}

type Kind = 'picture' | 'sound';

const filesOf = ({ sounds, cuts }: Plan): { file: string; kind: Kind }[] => {
  const pictures = new Set(cuts.flatMap(({ picture }) => picture?.file ?? []));
  return [
    ...sounds.map(({ file }) => ({ file, kind: 'sound' as const })),
    ...[...pictures].map((file) => ({ file, kind: 'picture' as const })),
  ];
};

const firstFrame = {
  picture: words('-map 0:v -frames:v 1 -f rawvideo -'),
  sound: words('-map 0:a -frames:a 1 -f s16le -'),
} as const;

/** Whether ffmpeg can decode anything of it. */
async function hasFrames(file: string, kind: Kind, options: RunOptions): Promise<boolean> {
  let came = false;
  const args = ['-i', file, ...firstFrame[kind]];
  const { ok, said } = await endOfFfmpeg(args, { ...options, onOutput: () => (came = true) });
  // It did not come to look: that says nothing of the file.
  if (!came && !ok && said === '') throw new Error(`ffmpeg was killed while it looked at ${file}`);
  return came;
}
