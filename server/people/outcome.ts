import { refuse, type ErrorCode, type Refusal } from '../protocol/errors.ts';

/** What a use case answers. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });

export const refused = (code: ErrorCode, message: string, extra?: Partial<Refusal>): Outcome<never> => ({
  ok: false,
  refusal: refuse(code, message, extra),
});
