import type { FilmFolder, RecordingShelf } from './ports.ts';

const sweepMs = 10 * 60_000;
/** A film is put into its folder before its row says so. */
const settledMs = 60 * 60_000;
const dayMs = 24 * 60 * 60_000;

export type RetentionOptions = {
  readonly shelf: RecordingShelf;
  readonly films: FilmFolder;
  /** 0: for ever. */
  readonly keepDays: number;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
};

/**
 * Lets go of recordings that are old enough, and of films whose rows are gone: because another node deleted them, or
 * because their session went.
 */
export function startRetention({ shelf, films, keepDays, now, onError }: RetentionOptions) {
  const sweep = async () => {
    if (keepDays > 0) await shelf.removeBefore(now() - keepDays * dayMs);
    const kept = await films.keptBefore(now() - settledMs);
    const known = await shelf.known(kept.map(({ id }) => id));
    await Promise.all(kept.filter(({ id }) => !known.has(id)).map(({ fileName }) => films.remove(fileName)));
  };
  let sweeping: Promise<void> | null = null;
  const look = () => {
    sweeping ??= sweep()
      .catch(onError)
      .finally(() => {
        sweeping = null;
      });
  };
  const timer = setInterval(look, sweepMs);
  look();
  return {
    async close(): Promise<void> {
      clearInterval(timer);
      await sweeping;
    },
  };
}
