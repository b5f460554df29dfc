import { basename, dirname } from 'node:path';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
// Its types also give requests the id they are logged with.
import type { HttpLogger } from 'pino-http';
import { httpStatus, refuse, type Refusal } from '../../protocol/errors.ts';

/** `{ success: true, … }`. Answers are about one person at one moment, so nobody keeps them. */
export function success(response: Response, body: object): void {
  response.setHeader('Cache-Control', 'no-store');
  response.json({ success: true, ...body });
}

/** An answer that is a file of somebody's. */
export class SentFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly filename: string;

  constructor(bytes: Uint8Array, mediaType: string, filename: string) {
    this.bytes = bytes;
    this.mediaType = mediaType;
    this.filename = filename;
  }
}

/**
 * A file from somebody else's hands: opened as a page it is downloaded, and if a browser shows it all the same nothing in
 * it runs. It never changes, so whoever was given it may keep it.
 */
export function sendFile(response: Response, { bytes, mediaType, filename }: SentFile): void {
  response.set({
    'Content-Type': mediaType,
    'Content-Disposition': `attachment; filename="${filename}"`,
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'private, max-age=86400, immutable',
    Vary: 'Authorization, Origin',
  });
  response.end(bytes);
}

/** An answer that is a file of this machine, too large to be held. */
export class SentPath {
  readonly path: string;
  readonly mediaType: string;
  readonly filename: string;
  readonly disposition: 'inline' | 'attachment';

  constructor(path: string, mediaType: string, filename: string, disposition: 'inline' | 'attachment') {
    this.path = path;
    this.mediaType = mediaType;
    this.filename = filename;
    this.disposition = disposition;
  }
}

/** Whole, or the range that was asked for. Resolves when it is sent, or its receiver is gone. */
export function sendPath(response: Response, { path, mediaType, filename, disposition }: SentPath): Promise<void> {
  response.set({
    'Content-Type': mediaType,
    'Content-Disposition': `${disposition}; filename="${filename}"`,
    'Content-Security-Policy': "default-src 'none'; media-src 'self'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'private, no-store',
  });
  // Named from its folder: what lies under a folder with a dot would else be held back.
  const options = { root: dirname(path), dotfiles: 'allow', cacheControl: false } as const;
  return new Promise((resolve, reject) => {
    response.sendFile(basename(path), options, (error?: Error & { status?: number }) => {
      if (!error || response.headersSent) return resolve();
      // What is answered now is not the film.
      for (const name of ['Content-Type', 'Content-Disposition', 'Accept-Ranges']) response.removeHeader(name);
      if (error.status !== 416) return reject(error);
      response.status(416).end();
      resolve();
    });
  });
}

/** `{ success: false, error }` with the status of its code, and Retry-After where it says when to come back. */
export function failure(response: Response, refusal: Refusal): void {
  const { retryAfterMs, ...error } = refusal;
  response.setHeader('Cache-Control', 'no-store');
  if (retryAfterMs !== undefined) response.setHeader('Retry-After', Math.ceil(retryAfterMs / 1_000));
  response.status(httpStatus[refusal.code]).json({ success: false, error });
}

export const noSuchRoute: RequestHandler = (request, response) =>
  failure(response, refuse('NOT_FOUND', `There is no ${request.method} ${request.path}`));

/** What Express itself throws about a request: a body that is no JSON or too large, a path that cannot be decoded. */
function unreadable(error: unknown): Refusal | null {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  if (status === 413) return refuse('PAYLOAD_TOO_LARGE', 'The request is too large');
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return refuse('VALIDATION_FAILED', 'The request could not be read');
  }
  return null;
}

type Readiness = () => Promise<{ ready: boolean }>;

/**
 * The last handler: what was thrown is logged under the request's id, and the caller learns no more than INTERNAL; or
 * UNAVAILABLE while the server is not ready, since then a part it needs is away and trying later helps.
 */
export function answerErrors(
  log: Pick<HttpLogger['logger'], 'error'>,
  readiness: Readiness = async () => ({ ready: true }),
): ErrorRequestHandler {
  return async (error: unknown, request, response, next) => {
    const refusal = unreadable(error);
    if (!refusal) log.error({ err: error, requestId: request.id, route: request.path }, 'A request failed');
    // Half an answer cannot become another one: Express cuts the connection.
    if (response.headersSent) return next(error);
    if (refusal) return failure(response, refusal);
    const { ready } = await readiness();
    failure(response, ready ? refuse('INTERNAL', 'Something went wrong') : refuse('UNAVAILABLE', 'Try again later'));
  };
}
