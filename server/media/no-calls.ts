import { refuse } from '../protocol/errors.ts';
import type { MediaDesk } from './ports.ts';

/** The desk of a server without a media worker: it says so to everybody who asks. */
export function noCalls(): MediaDesk {
  const refusal = refuse('UNAVAILABLE', 'Audio and video are switched off on this server');
  return {
    ask: async (_caller, name) => (name === 'media:leave' ? { ok: true, value: {} } : { ok: false, refusal }) as never,
    credentials: async () => ({ ok: false, refusal }),
    gone: () => {},
  };
}
