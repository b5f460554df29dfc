import { refuse } from '../../../server/protocol/errors.ts';
import type { SessionId } from '../../../server/protocol/ids.ts';
import type { Outcome } from '../../sdk/index.ts';
import { client } from '../app/client.ts';

/** An address of this recording that has only just been issued. */
export async function freshUrl(sessionId: SessionId, id: string): Promise<Outcome<string>> {
  const answer = await client.api.recordings.list(sessionId);
  if (!answer.ok) return answer;
  const url = answer.value.recordings.find((one) => one.id === id)?.url ?? null;
  if (url === null) return { ok: false, refusal: refuse('NOT_FOUND', 'There is no such recording') };
  return { ok: true, value: url };
}
