import { mkdtemp, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../../config.ts';
import { note, ok, warning, type Finding } from '../finding.ts';

const littleBytes = 1e9;

/** Whether files can be made where the logs lie, and for how long. Throws if not. */
export async function examineDataDir({ dataDir }: Config): Promise<readonly Finding[]> {
  const about = 'DATA_DIR';
  const made = await stat(dataDir).then(
    () => true,
    () => false,
  );
  const trial = await mkdtemp(join(made ? dataDir : dirname(dataDir), '.carrel-doctor-'));
  await rm(trial, { recursive: true });
  if (!made) return [note(about, `${dataDir} is made at the first start`)];
  const { bavail, bsize } = await statfs(dataDir);
  const free = `${((bavail * bsize) / 1e9).toFixed(1)} GB free`;
  return [
    bavail * bsize < littleBytes ? warning(about, `${dataDir} has only ${free}`) : ok(about, `${dataDir}, ${free}`),
  ];
}
