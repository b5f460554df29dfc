import { createWriteStream } from 'node:fs';
import { appendFile, open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { recordingId, sessionId, userId } from '../../protocol/ids.ts';
import { mediaSource } from '../../protocol/media.ts';

const journalName = 'journal.jsonl';

const at = z.number();
const ofTap = { tap: z.string(), at };

/** What happened while a take was written, a line each; `at`: milliseconds of the recording machine's clock. */
const entry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('take'), at, takeId: z.string(), sessionId, recordingId }),
  /** There has been a row for it since. */
  z.object({ type: z.literal('listed'), at }),
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
  /** Something that was sent is not here. */
  z.object({ type: z.literal('interrupted'), at, said: z.string() }),
  /** Still being written. */
  z.object({ type: z.literal('beat'), at }),
  /** In good order: nothing more comes. */
  z.object({ type: z.literal('ended'), at }),
  /** It could not be made into one film. */
  z.object({ type: z.literal('unmixed'), at, said: z.string() }),
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

/** Adds a line to the journal of a folder that nobody has open. */
export const amend = (folder: string, one: Entry): Promise<void> =>
  appendFile(join(folder, journalName), `\n${JSON.stringify(one)}\n`);

/** When the journal of a folder was last written to, by the clock of its disk. */
export const writtenAt = async (folder: string): Promise<number> => (await stat(join(folder, journalName))).mtimeMs;

/** Whether it says of itself that nothing more comes, which is among its last lines. */
export async function hasEnded(folder: string): Promise<boolean> {
  const file = await open(join(folder, journalName));
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8_192), 0, 8_192, Math.max(0, size - 8_192));
    return buffer.toString('utf8', 0, bytesRead).includes('{"type":"ended"');
  } finally {
    await file.close();
  }
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
