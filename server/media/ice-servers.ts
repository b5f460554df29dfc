import { createHmac } from 'node:crypto';
import type { IceServer } from '../protocol/media.ts';

/** Long enough to connect by; a connection that stands outlives it. */
export const credentialsLastMs = 600_000;

export type TurnOptions = { readonly urls: readonly string[]; readonly secret: string | undefined };

/**
 * Relays for networks that let no direct way through. The credentials are those of coturn's `use-auth-secret`: the time
 * of expiry (in seconds) and the person as the name, its HMAC-SHA1 under the shared secret as the password.
 */
export function iceServers({ urls, secret }: TurnOptions, userId: string, now: number): IceServer[] {
  if (urls.length === 0) return [];
  if (!secret) return [{ urls: [...urls] }];
  const username = `${Math.floor((now + credentialsLastMs) / 1_000)}:${userId}`;
  const credential = createHmac('sha1', secret).update(username).digest('base64');
  return [{ urls: [...urls], username, credential }];
}
