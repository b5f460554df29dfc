import type { z } from 'zod';
import { signals, type SignalName } from '../../protocol/socket.ts';
import { roomName, type CarrelSocket, type SocketDeps } from './types.ts';

/** Passes on what may be lost: that somebody types, a passing reaction. Too much of it is dropped without a word. */
export async function passOn(deps: SocketDeps, socket: CarrelSocket, name: SignalName, payload: unknown): Promise<boolean> {
  const { userId } = socket.data.identity;
  const parsed = signals[name].safeParse(payload);
  if (!parsed.success) return false;
  const { sessionId } = parsed.data;
  if (socket.data.seats.get(sessionId)?.stage !== 'seated') return false;
  if (await deps.limiters.consume('volatile', userId)) return false;
  const others = socket.volatile.to(roomName(sessionId));
  switch (name) {
    case 'chat:typing':
      return others.emit('chat:typing', { sessionId, userId });
    case 'room:reaction': {
      const { emoji } = parsed.data as z.infer<(typeof signals)['room:reaction']>;
      return others.emit('room:reaction', { sessionId, userId, emoji });
    }
  }
}
