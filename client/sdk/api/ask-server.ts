import { refuse, type Refusal } from '../../../server/protocol/errors.ts';
import { done, refused, unreachable, type Outcome } from '../outcome.ts';

export interface FetchOptions {
  /** Where the server is, such as `https://carrel.example`. */
  readonly url: string;
  readonly fetch?: typeof fetch;
}

export interface RequestParts {
  readonly headers?: Readonly<Record<string, string>>;
  /** A Blob goes as it is, anything else as JSON. */
  readonly body?: object;
  /** How long an answer is waited for; without it, some seconds. */
  readonly timeoutMs?: number;
}

const usualMs = 20_000;

/** One REST request. Whatever keeps an answer from coming is UNAVAILABLE. */
export async function askServer<Answer extends object>(
  options: FetchOptions,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  { headers, body, timeoutMs = usualMs }: RequestParts,
): Promise<Outcome<Answer>> {
  try {
    const response = await (options.fetch ?? fetch)(new URL(path, options.url), {
      method,
      headers: { ...headers, ...(body ? { 'Content-Type': typeOf(body) } : {}) },
      credentials: 'same-origin',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body ? { body: body instanceof Blob ? body : JSON.stringify(body) } : {}),
    });
    // A file of somebody's. A proxy that answers in HTML does not say so of it.
    if (response.ok && response.headers.get('Content-Type')?.startsWith('image/')) {
      return done({ blob: await response.blob() } as unknown as Answer);
    }
    return read<Answer>(response.headers.get('Retry-After'), await response.json());
  } catch {
    // No network, no answer in time, or a proxy that answers in HTML.
    return refused(unreachable());
  }
}

const typeOf = (body: object): string => (body instanceof Blob ? body.type : 'application/json');

type Body<Answer> = ({ success: true } & Answer) | { success: false; error: Refusal };

function read<Answer>(retryAfter: string | null, json: unknown): Outcome<Answer> {
  const body = json as Body<Answer>;
  if (body.success) {
    const { success: _, ...answer } = body;
    return done(answer as Answer);
  }
  const seconds = Number(retryAfter);
  const again = retryAfter !== null && Number.isFinite(seconds) ? { retryAfterMs: seconds * 1_000 } : {};
  const { code, message, ...rest } = body.error;
  return refused(refuse(code, message, { ...rest, ...again }));
}
