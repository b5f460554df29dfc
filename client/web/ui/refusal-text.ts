import type { ErrorCode, Refusal } from '../../../server/protocol/errors.ts';
import { t } from '../strings/index.ts';

/** Codes whose message from the server says more than the catalogue can: which of several rules it was. */
const precise: ReadonlySet<ErrorCode> = new Set(['FORBIDDEN', 'CONFLICT', 'INVALID_STATE']);

/** What happened and what to do, in a sentence. */
export function refusalText({ code, message }: Refusal): string {
  return precise.has(code) && message !== '' ? `${message}.`.replace(/\.+$/, '.') : t.errors[code];
}

/** What the server says about the field at this path, if anything. */
export const fieldRefusal = (refusal: Refusal | null, path: string): string | null =>
  refusal?.details?.find((detail) => detail.path === path)?.message ?? null;
