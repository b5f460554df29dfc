import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { amend, hasEnded, writtenAt } from './journal.ts';
import { legiblePlan } from './legible.ts';
import { mix, spaceFor } from './mix.ts';
import type { Plan } from './plan.ts';
import type { Claim, FilmStorage, Made, TakeKey, TakeRows } from './ports.ts';
import { readFindings } from './reading.ts';
import { isShortage, leastSpace, type FreeSpace } from './space.ts';

const lookEveryMs = 15_000;
/** Takes that fail to become a film so often never will. */
const triesAtMost = 3;
const made = 'made.webm';

export type FinisherOptions = {
  readonly folder: string;
  readonly rows: TakeRows;
  readonly storage: FilmStorage;
  readonly freeSpace: FreeSpace;
  readonly now: () => number;
  readonly steadyNow: () => number;
  readonly node: string;
  /** Nothing heard of a take for so long: whoever wrote or mixed it is gone. */
  readonly abandonedAfterMs: number;
  /** Of what makes films: calls come first. */
  readonly niceness: number;
  readonly isLive: (takeId: string) => boolean;
  readonly onError: (about: string, error: unknown) => void;
};

export type Finisher = {
  /** Looks soon. */
  look(): void;
  busyWith(): string[];
  /** Breaks off; whoever finds the take begins anew. */
  close(): Promise<void>;
};

type Needed = ReturnType<typeof spaceFor>;
type Mixed = Pick<Made, 'type' | 'durationMs'> & { readonly isWhole: boolean };

/**
 * Makes films of the takes in a folder that nobody writes any more: those that ended here, and those whose node is gone.
 * One at a time.
 */
export function startFinisher(options: FinisherOptions): Finisher {
  const { folder, rows, storage, freeSpace, now, steadyNow, node, abandonedAfterMs, niceness, onError } = options;
  const stopped = new AbortController();
  let busy: string | null = null;
  let again = false;
  let round: Promise<void> | null = null;
  /** Takes that wait for room, and how much each needs. */
  const waiting = new Map<string, Needed>();

  const isAbandoned = async (own: string): Promise<boolean> => Date.now() - (await writtenAt(own)) > abandonedAfterMs;
  const filmOf = (takeId: string) => `${takeId}.webm`;
  const drop = async (takeId: string): Promise<void> => {
    waiting.delete(takeId);
    await rm(join(folder, takeId), { recursive: true });
  };
  /** Somebody deleted it. There may be a film already: of whoever put it there, and did not come to list it. */
  const discard = async (takeId: string): Promise<void> => {
    await storage.remove(filmOf(takeId));
    await drop(takeId);
  };

  const claim = (takeId: string): Promise<Claim> => rows.claim(takeId, node, now(), now() - abandonedAfterMs);

  /** Its node did not come to list it, unless it was deleted since. */
  const listAndClaim = async (key: TakeKey): Promise<Claim> => {
    const startedAt = now();
    if (!(await rows.open({ ...key, node, startedAt }))) return 'gone';
    await amend(join(folder, key.takeId), { type: 'listed', at: steadyNow() });
    await rows.end(key.takeId, startedAt);
    return claim(key.takeId);
  };

  const wait = async (takeId: string, needed: Needed, why: unknown): Promise<void> => {
    if (!waiting.has(takeId)) onError('A recording waits for room on the disk', why);
    waiting.set(takeId, needed);
    // What was deleted makes room.
    if (!(await rows.wait(takeId, node))) await discard(takeId);
  };

  /** Whether there is no room for a film that needs so much; then its take waits. */
  const lacksRoom = async (takeId: string, needed: Needed): Promise<boolean> => {
    const why = shortage('to be made', await freeSpace(folder), needed.mixing);
    const lack = why ?? shortage('where it is kept', await freeSpace(storage.folder), needed.film);
    if (lack !== null) await wait(takeId, needed, new Error(lack));
    return lack !== null;
  };

  const mixed = async (planned: Plan, own: string): Promise<Mixed> => {
    const running = { cwd: own, niceness, signal: stopped.signal };
    try {
      const { plan, illegible } = await legiblePlan(planned, running);
      const isWhole = illegible.length === 0;
      if (!isWhole) onError('A film is without what cannot be read', new Error(illegible.join(', ')));
      return { type: await mix(plan, made, running), durationMs: Math.round(plan.durationMs), isWhole };
    } catch (error) {
      const spoilt = !isShortage(error) && !stopped.signal.aborted;
      if (spoilt) await amend(own, { type: 'unmixed', at: steadyNow(), said: String(error) });
      throw error;
    }
  };

  /** Puts the film in its place, and returns how large it is. One that has no place takes none here either. */
  const keep = async (own: string, fileName: string): Promise<number> => {
    const path = join(own, made);
    try {
      const { size } = await stat(path);
      await storage.keep(path, fileName);
      return size;
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  };

  const finish = async (takeId: string): Promise<void> => {
    const own = join(folder, takeId);
    const waited = waiting.get(takeId);
    if (waited && (await lacksRoom(takeId, waited))) return;
    const ended = await hasEnded(own);
    if (!ended && !(await isAbandoned(own))) return;
    // Before the journal is read, which may be long: most of what lies in a shared folder is others' to finish.
    const claimed = await claim(takeId);
    if (claimed === 'busy') return;
    if (claimed === 'done') return drop(takeId);
    if (claimed === 'claimed') busy = takeId;
    const { take, listed, plan, tries, ...found } = await readFindings(own, stopped.signal);
    if (claimed === 'gone') {
      if (!take || !plan || listed) return discard(takeId);
      if ((await listAndClaim({ ...take, takeId })) !== 'claimed') return;
      busy = takeId;
    }
    if (tries >= triesAtMost) return rows.fail(takeId, node);
    if (!plan) {
      await rows.drop(takeId, node);
      return drop(takeId);
    }
    const needed = spaceFor(plan);
    if (await lacksRoom(takeId, needed)) return;
    const fileName = filmOf(takeId);
    let film: Mixed;
    let fileSize: number;
    try {
      film = await mixed(plan, own);
      fileSize = await keep(own, fileName);
    } catch (error) {
      // Others have filled a disk meanwhile. That is no fault of what was recorded.
      if (isShortage(error)) return wait(takeId, needed, error);
      throw error;
    }
    const { type, durationMs, isWhole } = film;
    const interrupted = !ended || found.interrupted || !isWhole;
    const kept = await rows.ready(takeId, node, { fileName, fileSize, durationMs, type, interrupted });
    // Whoever took it over makes it anew of the same files, and puts the same film in its place.
    if (kept === 'busy') return;
    await (kept === 'gone' ? discard(takeId) : drop(takeId));
  };

  const lookRound = async (): Promise<void> => {
    do {
      again = false;
      // Nothing was ever recorded here.
      // oxlint-disable-next-line no-await-in-loop -- one at a time
      const takeIds = await readdir(folder).catch(() => []);
      for (const takeId of takeIds) {
        if (stopped.signal.aborted) return;
        if (options.isLive(takeId)) continue;
        // oxlint-disable-next-line no-await-in-loop -- one at a time
        await finish(takeId).catch(
          (error: unknown) => stopped.signal.aborted || onError('A recording was not finished', error),
        );
        busy = null;
      }
    } while (again);
  };

  const look = () => {
    if (stopped.signal.aborted) return;
    again = true;
    round ??= lookRound().finally(() => {
      round = null;
    });
  };
  const timer = setInterval(look, lookEveryMs);
  look();

  return {
    look,
    busyWith: () => (busy === null ? [] : [busy]),
    async close() {
      stopped.abort();
      clearInterval(timer);
      await round;
    },
  };
}

const inGB = (bytes: number): string => (bytes / 1e9).toFixed(1);
/** What is lacking, or null. */
const shortage = (what: string, free: number, needed: number): string | null =>
  free >= needed + leastSpace
    ? null
    : `${what} it needs ${inGB(needed + leastSpace)} GB, of which ${inGB(leastSpace)} stay free, and there are ${inGB(free)}`;
