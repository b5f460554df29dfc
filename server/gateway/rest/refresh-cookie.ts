import type { Request, Response } from 'express';

const name = 'carrel_refresh';

/**
 * Browsers keep the refresh token where no script can read it, and ask for that with this header. It is asked for
 * whenever the cookie is read, too: a page elsewhere cannot send it without a preflight, which it will not pass.
 */
export function isBrowser(request: Request): boolean {
  return request.get('X-Carrel-Client') === 'web';
}

export function refreshCookie(request: Request): string | null {
  if (!isBrowser(request)) return null;
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return null;
}

export interface RefreshCookies {
  set(response: Response, token: string, maxAgeMs: number): void;
  clear(response: Response): void;
}

export function refreshCookies(publicUrl: string): RefreshCookies {
  const secure = new URL(publicUrl).protocol === 'https:';
  const options = { httpOnly: true, sameSite: 'strict', path: '/api/auth', secure } as const;
  return {
    set: (response, token, maxAgeMs) => void response.cookie(name, token, { ...options, maxAge: maxAgeMs }),
    clear: (response) => void response.clearCookie(name, options),
  };
}
