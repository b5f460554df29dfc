import { createClient, memoryTokens, type Client, type SessionHandle } from '../../../client/sdk/index.ts';
import type { SessionId } from '../../../server/protocol/ids.ts';

/** Somebody who takes part without a browser. */
export interface Guest {
  readonly name: string;
  readonly client: Client;
  /** Comes into a session and waits to be in. */
  enter: (sessionId: SessionId, invite?: string) => Promise<SessionHandle>;
}

export async function guest(url: string, name: string): Promise<Guest> {
  const client = createClient({ url, tokens: memoryTokens({ url }) });
  const answer = await client.api.auth.guest({ name });
  if (!answer.ok) throw new Error(answer.refusal.message);
  return {
    name,
    client,
    async enter(sessionId, invite) {
      const session = client.joinSession(sessionId, invite === undefined ? {} : { invite });
      await new Promise<void>((resolve, reject) => {
        const look = () => {
          const state = session.state.getSnapshot();
          if (state.kind === 'ready') resolve();
          if (state.kind === 'refused') reject(new Error(state.refusal.message));
        };
        session.state.subscribe(look);
        look();
      });
      return session;
    },
  };
}

/** The secret in an invitation link. */
export const secretOf = (link: string): string => new URL(link).searchParams.get('invite') ?? '';
