import { refused, type Outcome } from '../../people/outcome.ts';
import type { Asked } from '../../people/sessions/sessions.ts';
import { commandId, sessionId } from '../../protocol/ids.ts';
import type { SignedInCall } from './route.ts';

/** Which session the path names, and the id of the command: the caller's own, or a new one. */
export function askedBy(newId: () => string, { actor, request }: SignedInCall): Outcome<Asked> {
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
