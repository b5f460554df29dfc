import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A volume that is really full when so much is on it, for those who may mount one. */
export function openSmallVolume(kilobytes: number): { readonly path: string; close(): void } {
  const path = mkdtempSync(join(tmpdir(), 'carrel-volume-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'carrel-test', path], { stdio: 'ignore' });
  } catch (error) {
    rmdirSync(path);
    throw error;
  }
  return {
    path,
    close() {
      execFileSync('umount', [path]);
      rmdirSync(path);
    },
  };
}

/** Root may, unless a container keeps it from it. */
export const canMount = ((): boolean => {
  try {
    openSmallVolume(4).close();
    return true;
  } catch {
    return false;
  }
})();
