import { statfs } from 'node:fs/promises';
import type { FreeSpace } from '../../media/recording/space.ts';

/** What whoever is not root may still write, in bytes. */
export const freeSpace: FreeSpace = async (folder) => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};
