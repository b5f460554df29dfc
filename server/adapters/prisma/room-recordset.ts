import type { Prisma } from './generated/client.ts';

export type Transaction = Prisma.TransactionClient;

/** PGlite has one connection: who waits for it waits for others' transactions as well. */
export const patience = { maxWait: 10_000, timeout: 20_000 };

/**
 * Rows as one parameter, for `jsonb_to_recordset`: a statement a table, however many rows. What PostgreSQL's text cannot
 * hold (U+0000, lone surrogates) is replaced: a message that cannot be written would stop its room's recording for ever.
 */
export function recordset(rows: readonly object[]): string {
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'string' ? storable(value) : value));
}

export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');

/** A time as PostgreSQL reads it. */
export function timestamp(ms: number): string;
export function timestamp(ms: number | null | undefined): string | null;
export function timestamp(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : new Date(ms).toISOString();
}
