import type { ServerClock } from '../clock/server-clock.ts';
import type { Surroundings } from '../surroundings.ts';
import type { TokenSource } from '../tokens/token-source.ts';

/** What documents share with the rest of the client. */
export interface DocumentGround {
  readonly url: string;
  readonly tokens: TokenSource;
  readonly clock: ServerClock;
  readonly surroundings: Surroundings;
}
