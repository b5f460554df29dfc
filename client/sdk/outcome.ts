import { refuse, type Refusal } from '../../server/protocol/errors.ts';

/** What became of a request. A refusal is a value; what is thrown is a bug. */
export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

export const done = <Value>(value: Value): Outcome<Value> => ({ ok: true, value });
export const refused = (refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal,
});

/** The server could not be asked, or did not answer. What was asked for may or may not have happened. */
export const unreachable = (message = 'The server could not be reached'): Refusal => refuse('UNAVAILABLE', message);
