import { z } from 'zod';
import { recording } from '../room.ts';

const time = z.iso.datetime();

export const recordingBody = z.object({
  /** Without it, whichever is possible. */
  action: z.enum(['start', 'stop']).exactOptional(),
});

/** What the room records, with times as REST has them. */
export const roomRecording = recording.extend({
  askedAt: time,
  startedAt: time.nullable(),
  interruptedAt: time.nullable(),
});
export type RoomRecording = z.infer<typeof roomRecording>;

/** One stretch of a recording; one that had to go on elsewhere has several, by `part`. */
export const restRecording = z.object({
  id: z.guid(),
  recordingId: z.guid(),
  part: z.int().min(1),
  /** `WAITING`: there is no room for the film on the server's disk; it is made when there is. */
  status: z.enum(['RECORDING', 'PROCESSING', 'WAITING', 'READY', 'FAILED']),
  /** Some seconds are missing. */
  interrupted: z.boolean(),
  startedAt: time,
  type: z.enum(['VIDEO', 'AUDIO']).nullable(),
  fileSize: z.int().nullable(),
  durationMs: z.int().nullable(),
  /** Opens the film to whoever has it, until `urlExpiresAt`; with `&download=1` as a download. */
  url: z.string().nullable(),
  urlExpiresAt: time.nullable(),
});
export type RestRecording = z.infer<typeof restRecording>;

export const filmQuery = z.object({ pass: z.string().max(2_000), download: z.literal('1').exactOptional() });
