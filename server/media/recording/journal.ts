import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { userId } from '../../protocol/ids.ts';
import { mediaSource } from '../../protocol/media.ts';

const journalName = 'journal.jsonl';

const at = z.number();
const ofTap = { tap: z.string(), at };

/** What happened while a take was written, a line each; `at`: milliseconds of the recording machine's clock. */
export const entry = z.discriminatedUnion('type', [
  /** `file` is being written from here on: what `userId` sends of `source`. */
  z.object({
    type: z.literal('opened'),
    ...ofTap,
    file: z.string(),
    userId,
    peerId: z.string(),
    source: mediaSource,
    clockRate: z.number(),
  }),
  /** The frame of this RTP timestamp is the file's first, and came at this time. */
  z.object({ type: z.literal('first'), ...ofTap, rtp: z.number() }),
  /** The sender says which RTP timestamp belongs to which time of its own clock. */
  z.object({ type: z.literal('report'), ...ofTap, ssrc: z.number(), rtp: z.number(), ntpMs: z.number() }),
  /** Muted: nothing comes. */
  z.object({ type: z.literal('paused'), ...ofTap }),
  z.object({ type: z.literal('resumed'), ...ofTap }),
  z.object({ type: z.literal('closed'), ...ofTap }),
  /** Who is heard, of those who agreed; the loudest first. */
  z.object({ type: z.literal('speakers'), at, userIds: z.array(userId) }),
  /** Still being written. */
  z.object({ type: z.literal('beat'), at }),
]);
export type Entry = z.infer<typeof entry>;

export type Journal = { note(entry: Entry): void; close(): Promise<void> };

/** Appends to the journal in a folder. `onError`: it cannot be written any more. */
export function openJournal(folder: string, onError: (error: Error) => void): Journal {
  const stream = createWriteStream(join(folder, journalName), { flags: 'a' }).on('error', onError);
  return {
    note: (one) => void (stream.closed || stream.writableEnded || stream.write(`${JSON.stringify(one)}\n`)),
    close: () => new Promise((resolve) => void (stream.closed ? resolve() : stream.end(() => resolve()))),
  };
}

/** What stands in the journal of a folder; the last line may be half of one. */
export async function readJournal(folder: string): Promise<Entry[]> {
  const lines = (await readFile(join(folder, journalName), 'utf8')).split('\n');
  return lines.flatMap((line) => {
    const parsed = entry.safeParse(jsonOf(line));
    return parsed.success ? [parsed.data] : [];
  });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
