import { z } from 'zod';
import { iceServer } from '../media.ts';

/** With these a client reaches the call; it enters by `media:join` on its socket. */
export const mediaCredentials = z.object({
  /** Names the router of the session's call; null while nobody is in it. */
  token: z.string().nullable(),
  iceServers: z.array(iceServer),
  /** When the credentials of the relays end. */
  expiresAt: z.iso.datetime(),
});
