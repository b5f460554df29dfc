import { dirname } from 'node:path';
import { freeSpace } from '../../adapters/files/free-space.ts';
import type { Config } from '../../config.ts';
import { ffmpegMissing } from '../../media/recording/ffmpeg.ts';
import { leastSpace, type FreeSpace } from '../../media/recording/space.ts';
import { note, ok, warning, type Finding } from '../finding.ts';

const about = 'recording';

/** Whether calls can be recorded, and where there is room for it. */
export async function examineRecording({ media, recordings }: Config): Promise<readonly Finding[]> {
  if (!media.enabled) return [];
  const missing = await ffmpegMissing();
  if (missing !== null) return [note(about, `calls cannot be recorded: ${missing}`)];
  // Each may be on a volume of its own.
  const { takes, films } = recordings;
  const room = await Promise.all([takes, films].map((folder) => judgeSpace(folder, freeSpace)));
  return [ok(about, 'ffmpeg has what it needs'), ...room];
}

export async function judgeSpace(folder: string, freeSpace: FreeSpace): Promise<Finding> {
  const free = await freeSpace(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && dirname(folder) !== folder) return null;
    throw error;
  });
  // It is made at the first start.
  if (free === null) return judgeSpace(dirname(folder), freeSpace);
  const said = `${folder}, ${(free / 1e9).toFixed(1)} GB free`;
  return free < leastSpace
    ? warning(about, `${said}: nothing is recorded, and what was recorded waits to become films`)
    : ok(about, said);
}
