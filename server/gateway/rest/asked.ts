import { refused, type Outcome } from '../../people/outcome.ts';
import type { Asked, Sessions } from '../../people/sessions/sessions.ts';
import { commandId, sessionId } from '../../protocol/ids.ts';
import type { LimitName, Limiters } from '../limits.ts';
import type { SignedInCall } from './route.ts';

/** How routes ask something of one session. */
export function asking({ sessions, limiters }: { sessions: Sessions; limiters: Limiters }) {
  /** Reads one session. */
  const reading =
    <Called extends SignedInCall, Answer>(use: (asked: Asked, call: Called) => Promise<Outcome<Answer>>) =>
    async (call: Called): Promise<Outcome<Answer>> => {
      const asked = askedBy(sessions.newId, call);
      return asked.ok ? use(asked.value, call) : asked;
    };

  /** As `reading`, of what changes the session: it is limited, unless it is the repetition of what was accepted. */
  const changing = <Called extends SignedInCall, Answer>(
    limit: LimitName,
    use: (asked: Asked, call: Called) => Promise<Outcome<Answer>>,
  ) =>
    reading<Called, Answer>(async (asked, call) => {
      const limited = await limiters.consume(limit, call.actor.userId);
      const repeats = limited && (await sessions.rooms.answered(asked.sessionId, call.actor.userId, asked.commandId));
      return limited && !repeats ? { ok: false, refusal: limited } : use(asked, call);
    });

  return { reading, changing };
}

/** Which session the path names, and the id of the command: the caller's own, or a new one. */
function askedBy(newId: () => string, { actor, request }: SignedInCall): Outcome<Asked> {
  const id = sessionId.safeParse(request.params['id']);
  // What is no id is the id of nothing.
  if (!id.success) return refused('NOT_FOUND', 'There is no such session');
  const key = commandId.safeParse(request.get('Idempotency-Key') ?? newId());
  if (!key.success) {
    const details = [{ path: 'Idempotency-Key', message: 'A UUID' }];
    return refused('VALIDATION_FAILED', 'Idempotency-Key must be a UUID', { details });
  }
  return { ok: true, value: { sessionId: id.data, actor, commandId: key.data } };
}
