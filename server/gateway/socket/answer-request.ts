import { refuse } from '../../protocol/errors.ts';
import { withoutNulls } from '../../protocol/left-out.ts';
import { invalid } from '../../protocol/refusal-schema.ts';
import { requests, type AnswerTo, type RequestName, type RequestPayload } from '../../protocol/socket.ts';
import { standingOf, strangerRefusal } from '../../domain/policy.ts';
import type { Outbox } from './outbox.ts';
import type { Seats } from './seats.ts';
import { refusedAck, type Answer, type CarrelSocket, type SocketDeps } from './types.ts';

type Handlers = {
  [Name in RequestName]: (socket: CarrelSocket, payload: RequestPayload<Name>) => Promise<Answer<AnswerTo<Name>>>;
};

/** Answers what clients ask beside commands. */
export function createRequests(deps: SocketDeps, seats: Seats, outbox: Outbox) {
  const { rooms, limiters } = deps;

  const handlers: Handlers = {
    'clock:sync': async () => ({ ok: true, serverAt: deps.now() }),

    async 'auth:refresh'(socket, { token }) {
      const identity = await deps.authenticate(token);
      if (!identity.ok) return refusedAck(identity.refusal);
      if (identity.value.userId !== socket.data.identity.userId) {
        return refusedAck(refuse('FORBIDDEN', 'That is somebody else'));
      }
      socket.data.identity = identity.value;
      return { ok: true };
    },

    'room:join': (socket, asked) => seats.join(socket, asked),

    async 'room:since'(socket, { sessionId, epoch, rev }) {
      const limited = await limiters.consume('command', socket.data.identity.userId);
      if (limited) return refusedAck(limited);
      const loaded = await rooms.load(sessionId);
      if (!loaded) return refusedAck(refuse('NOT_FOUND', 'There is no such session'));
      const { live, stored } = loaded;
      const { state } = stored.room;
      const refusal = strangerRefusal(state, standingOf(state, socket.data.identity.userId));
      if (refusal) return refusedAck(refusal);
      // What is in the answer does not come as commits after it.
      outbox.flush(sessionId);
      return { ok: true, ...seats.update(live, live.current ?? stored, { epoch, rev }) };
    },

    async 'room:leave'(socket, { sessionId }) {
      const refusal = await seats.leave(socket, sessionId);
      return refusal ? refusedAck(refusal) : { ok: true };
    },
  };

  return async <Name extends RequestName>(
    socket: CarrelSocket,
    name: Name,
    payload: unknown,
  ): Promise<Answer<AnswerTo<Name>>> => {
    const parsed = requests[name].safeParse(withoutNulls(requests[name], payload));
    if (!parsed.success) return refusedAck(invalid(parsed.error));
    return handlers[name](socket, parsed.data as RequestPayload<Name>);
  };
}
