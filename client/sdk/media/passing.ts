import type { Refusal } from '../../../server/protocol/errors.ts';

/** What may be otherwise in a moment, and is tried again. */
export function isPassing({ code }: Refusal): boolean {
  return code === 'UNAVAILABLE' || code === 'RATE_LIMITED' || code === 'INTERNAL' || code === 'INVALID_STATE';
}
