import { Router } from 'express';
import type { z } from 'zod';
import type { Outcome } from '../../people/outcome.ts';
import type { SentFile, SentPath } from './respond.ts';
import type { Call, Parsed, Parts, Routes, SignedInCall } from './route.ts';

/** A body that is a file of one of these media types, and no JSON. */
export interface FileBody {
  readonly mediaTypes: readonly string[];
}

/** One thing the API does. The routes and the API document are both made from this, so that neither knows more. */
export interface Operation extends Parts {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** Below the path of its group, as Express has it. */
  readonly path: string;
  readonly access: 'open' | 'signedIn';
  readonly summary: string;
  /** What is sent, where it is a file: the handler reads it when it knows that it wants it. */
  readonly upload?: FileBody;
  /** Of a success, beside `success: true`; or a file, which stands alone. */
  readonly answer: z.ZodObject | FileBody;
}

/** Operations whose paths begin alike, by name. Of two that match the same request the first one gets it. */
export interface OperationGroup<Operations extends Readonly<Record<string, Operation>>> {
  readonly path: string;
  readonly operations: Operations;
}

type HandlerOf<One extends Operation> = (
  call: (One['access'] extends 'open' ? Call : SignedInCall) & Parsed<One>,
) => Promise<Outcome<AnswerOf<One['answer']>>>;
/** Zod takes an object of nothing for one in which every key is never; here it says no more than that it succeeded. */
type AnswerOf<Answer extends z.ZodObject | FileBody> = Answer extends z.ZodObject
  ? z.input<Answer> extends Record<string, never>
    ? object
    : z.input<Answer>
  : SentFile | SentPath;
export type HandlersOf<Operations extends Readonly<Record<string, Operation>>> = {
  readonly [Name in keyof Operations]: HandlerOf<Operations[Name]>;
};

/** A router with all operations of a group and nothing else: each has its handler, and no handler is without one. */
export function routerOf<Operations extends Readonly<Record<string, Operation>>>(
  routes: Routes,
  { operations }: OperationGroup<Operations>,
  handlers: HandlersOf<Operations>,
): Router {
  const router = Router();
  for (const [name, operation] of Object.entries(operations)) {
    // The types have matched each handler with its operation; in a loop they have forgotten which is which.
    const handler = handlers[name] as HandlerOf<Operation>;
    const { method, path, access } = operation;
    router[method](
      path,
      access === 'open' ? routes.open(operation, handler as never) : routes.signedIn(operation, handler),
    );
  }
  return router;
}
