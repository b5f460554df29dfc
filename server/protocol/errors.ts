// Free of zod, as what the client takes from here is in its first load.

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

/** A refusal is a value: something the caller did or the moment forbids. Exceptions are bugs. */
export type Refusal = {
  code: ErrorCode;
  message: string;
  details?: { path: string; message: string }[];
  retryAfterMs?: number;
};

export function refuse(code: ErrorCode, message: string, extra: Omit<Refusal, 'code' | 'message'> = {}): Refusal {
  // Of what is malformed as a whole, too, a client finds the reason where it looks for reasons.
  const details = code === 'VALIDATION_FAILED' ? { details: [{ path: '', message }] } : {};
  return { code, message, ...details, ...extra };
}
