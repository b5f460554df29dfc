import { z } from 'zod';

/** Every way a request can be turned down, with the status REST gives it. The code says how to recover. */
export const httpStatus = {
  VALIDATION_FAILED: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  ROOM_FULL: 409,
  INVALID_STATE: 409,
  SESSION_ENDED: 410,
  PAYLOAD_TOO_LARGE: 413,
  ROOM_LOCKED: 423,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
} as const;

export type ErrorCode = keyof typeof httpStatus;
export const errorCodes = Object.keys(httpStatus) as [ErrorCode, ...ErrorCode[]];

export const refusalSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  details: z.array(z.object({ path: z.string(), message: z.string() })).exactOptional(),
  retryAfterMs: z.int().exactOptional(),
});

/** A refusal is a value: something the caller did or the moment forbids. Exceptions are bugs. */
export type Refusal = z.infer<typeof refusalSchema>;

export function refuse(code: ErrorCode, message: string, extra: Omit<Refusal, 'code' | 'message'> = {}): Refusal {
  return { code, message, ...extra };
}

/** What a failed parse tells the caller: the path and the reason of each issue. */
export function invalid(error: z.ZodError): Refusal {
  const details = error.issues.slice(0, 20).map(({ path, message }) => ({ path: path.join('.'), message }));
  return refuse('VALIDATION_FAILED', details[0]?.message ?? 'The request is malformed', { details });
}
