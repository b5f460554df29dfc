/** How many bytes are free where a folder is. Rejects if there is no such folder. */
export type FreeSpace = (folder: string) => Promise<number>;

/** This much is never filled: the server needs its disk for other things. */
export const leastSpace = 500_000_000;
const lookEveryMs = 5_000;

/** Why nothing more can be written to a folder of recordings, or null. */
export async function lackOfSpace(folder: string, freeSpace: FreeSpace): Promise<string | null> {
  try {
    return (await freeSpace(folder)) < leastSpace ? 'its disk is nearly full' : null;
  } catch {
    return 'its folder of recordings cannot be reached';
  }
}

/** Whether somebody gave up because a disk is full, or a quota used up, as ffmpeg or Node says it. */
export const isShortage = (error: unknown): boolean =>
  /No space left|ENOSPC|quota exceeded|EDQUOT/i.test(String(error));

export type SpaceWatch = {
  /** Why nothing can be recorded here, as of the last look, or null. A disk that does not answer holds up nobody who asks. */
  readonly lack: () => string | null;
  close(): void;
};

/** Looks at each of these folders: they may be on volumes of their own. Resolves after a first look. */
export async function watchSpace(folders: readonly string[], freeSpace: FreeSpace): Promise<SpaceWatch> {
  let lack: string | null = null;
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    const lacks = await Promise.all(folders.map((folder) => lackOfSpace(folder, freeSpace)));
    lack = lacks.find((one) => one !== null) ?? null;
    looking = false;
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  await look();
  return { lack: () => lack, close: () => clearInterval(timer) };
}
