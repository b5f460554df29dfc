import { z } from 'zod';
import { userId } from '../ids.ts';

const time = z.iso.datetime();

export const documentTicket = z.object({ ticket: z.string(), expiresAt: time });
export const notesBody = z.object({ content: z.string().max(200_000) });
/** An element as Excalidraw has it; what tells it apart and puts it in order is looked at, the rest is its own. */
export const boardElement = z.looseObject({ id: z.string().min(1).max(100), type: z.string().min(1).max(40) });
export type BoardElement = z.infer<typeof boardElement>;
export const whiteboardBody = z.object({ elements: z.array(boardElement).max(10_000) });

export const documentVersion = z.object({
  id: z.guid(),
  createdAt: time,
  /** edit: people worked. phase: a phase of the timer ended. end: the session ended. restore: somebody went back. */
  cause: z.enum(['edit', 'phase', 'end', 'restore']),
  /** Who changed it since the version before; without a name if the account is gone. */
  editors: z.array(z.object({ userId, name: z.string().nullable() })),
});
export type DocumentVersion = z.infer<typeof documentVersion>;

export const exportQuery = z.object({ version: z.guid().optional() });

/** A picture of a session. `url` wants the same token as every call. */
export const sessionFile = z.object({ id: z.guid(), url: z.string(), type: z.string(), size: z.int() });
export type SessionFile = z.infer<typeof sessionFile>;
