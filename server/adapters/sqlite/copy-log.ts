import { copyFile, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The head of a write-ahead log; it changes when SQLite begins the file anew. */
const headBytes = 32;
const attempts = 20;

export type LogCopy = { readonly dataDir: string; close(): Promise<void> };

/**
 * A copy of the rooms' log in a directory of its own, for who wants to look without the lock that the server holds.
 * The copy is what a crash at this moment would have left. Pages that are being moved into the file while it is copied
 * are still in the write-ahead log, unless that began anew meanwhile: then it is copied again. Throws if there is no log.
 */
export async function copyLog(dataDir: string): Promise<LogCopy> {
  const copy = await mkdtemp(join(tmpdir(), 'carrel-look-'));
  const close = () => rm(copy, { recursive: true, force: true });
  const file = (directory: string) => join(directory, 'rooms.sqlite');
  try {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      /* oxlint-disable no-await-in-loop -- one try after the other */
      const before = await headOf(`${file(dataDir)}-wal`);
      await copyFile(file(dataDir), file(copy));
      if (before) await copyFile(`${file(dataDir)}-wal`, `${file(copy)}-wal`);
      const after = await headOf(`${file(dataDir)}-wal`);
      if ((before === null && after === null) || (before && after && before.equals(after)))
        return { dataDir: copy, close };
      await rm(`${file(copy)}-wal`, { force: true });
      /* oxlint-enable no-await-in-loop */
    }
    throw new Error('The log changes too fast to be copied');
  } catch (error) {
    await close();
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`There is no log in ${dataDir}`, { cause: error });
  }
}

async function headOf(path: string): Promise<Buffer | null> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!file) return null;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return bytesRead === 0 ? null : buffer;
  } finally {
    await file.close();
  }
}
