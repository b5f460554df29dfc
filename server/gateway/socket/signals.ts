import type { z } from 'zod';
import { refuse } from '../../protocol/errors.ts';
import { invalid } from '../../protocol/refusal-schema.ts';
import { signals, type SignalName } from '../../protocol/socket.ts';
import { refusedAck, roomName, type Answer, type CarrelSocket, type SocketDeps } from './types.ts';

/** Passes on what may be lost: that somebody types, a passing reaction. Who asks for an ack is told what was dropped. */
export async function passOn(
  deps: SocketDeps,
  socket: CarrelSocket,
  name: SignalName,
  payload: unknown,
): Promise<Answer<object>> {
  const { userId } = socket.data.identity;
  const parsed = signals[name].safeParse(payload);
  if (!parsed.success) return refusedAck(invalid(parsed.error));
  const { sessionId } = parsed.data;
  if (socket.data.seats.get(sessionId)?.stage !== 'seated') return notHere;
  const limited = await deps.limiters.consume('volatile', userId);
  if (limited) return refusedAck(limited);
  const others = socket.volatile.to(roomName(sessionId));
  switch (name) {
    case 'chat:typing':
      others.emit('chat:typing', { sessionId, userId });
      return { ok: true };
    case 'room:reaction': {
      const { emoji } = parsed.data as z.infer<(typeof signals)['room:reaction']>;
      others.emit('room:reaction', { sessionId, userId, emoji });
      return { ok: true };
    }
  }
}

const notHere = refusedAck(refuse('FORBIDDEN', 'Join the session first'));
