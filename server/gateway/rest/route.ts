import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import type { Identity } from '../../people/accounts/tokens.ts';
import type { Outcome } from '../../people/outcome.ts';
import { refuse } from '../../protocol/errors.ts';
import { withoutNulls } from '../../protocol/left-out.ts';
import { invalid } from '../../protocol/refusal-schema.ts';
import { failure, sendFile, sendPath, SentFile, SentPath, success } from './respond.ts';

/** The parts of a request a route reads; what it names no schema for it does not get. */
export interface Parts {
  body?: z.ZodType;
  query?: z.ZodType;
  params?: z.ZodType;
}
export type Parsed<P extends Parts> = { [K in keyof P]: P[K] extends z.ZodType ? z.output<P[K]> : never };

export interface Call {
  now: number;
  request: Request;
  response: Response;
}
export interface SignedInCall extends Call {
  actor: Identity;
}
/** Answers the body of a success, or the refusal. What it throws is a bug and becomes INTERNAL. */
type Handler<C, P extends Parts> = (call: C & Parsed<P>) => Promise<Outcome<object>>;

export interface Routes {
  /** A route anybody may call. */
  open<P extends Parts>(parts: P, handler: Handler<Call, P>): RequestHandler;
  /** A route for people with an access token; anybody else gets UNAUTHENTICATED before anything is parsed. */
  signedIn<P extends Parts>(parts: P, handler: Handler<SignedInCall, P>): RequestHandler;
}

export type Authenticate = (token: string, now: number) => Promise<Outcome<Identity>>;

export function bearerToken(request: Request): string | null {
  return /^Bearer ([^\s]+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

function parse<P extends Parts>(parts: P, request: Request): Outcome<Parsed<P>> {
  const parsed: Record<string, unknown> = {};
  for (const part of ['params', 'query', 'body'] as const) {
    const schema = parts[part];
    const posted = schema && part === 'body' && request.method === 'POST';
    const result = schema?.safeParse(posted ? withoutNulls(schema, request.body) : request[part]);
    if (result && !result.success) return { ok: false, refusal: invalid(result.error) };
    if (result) parsed[part] = result.data;
  }
  return { ok: true, value: parsed as Parsed<P> };
}

async function answer<C extends Call, P extends Parts>(call: C, parts: P, handler: Handler<C, P>): Promise<void> {
  const parsed = parse(parts, call.request);
  const outcome = parsed.ok ? await handler({ ...call, ...parsed.value }) : parsed;
  if (!outcome.ok) failure(call.response, outcome.refusal);
  else if (outcome.value instanceof SentFile) sendFile(call.response, outcome.value);
  else if (outcome.value instanceof SentPath) await sendPath(call.response, outcome.value);
  else success(call.response, outcome.value);
}

/** How every REST route is made: parse, call, answer in the contract's shape. `now` is epoch milliseconds. */
export function createRoutes({ authenticate, now }: { authenticate: Authenticate; now: () => number }): Routes {
  return {
    open: (parts, handler) => async (request, response) => answer({ now: now(), request, response }, parts, handler),
    signedIn: (parts, handler) => async (request, response) => {
      const token = bearerToken(request);
      if (token === null) return failure(response, refuse('UNAUTHENTICATED', 'Sign in first'));
      const at = now();
      const actor = await authenticate(token, at);
      if (!actor.ok) return failure(response, actor.refusal);
      await answer({ now: at, request, response, actor: actor.value }, parts, handler);
    },
  };
}
