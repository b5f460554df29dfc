import { readdirSync, readFileSync } from 'node:fs';

/** The process ids of what a process has started. */
export function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** How many files and sockets a process has open. */
export const descriptors = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;
