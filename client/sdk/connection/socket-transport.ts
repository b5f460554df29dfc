import { io } from 'socket.io-client';
import { refuse, type ErrorCode, type Refusal } from '../../../server/protocol/errors.ts';
import type { Push, Transport, Way } from './transport.ts';

const order: Record<Way, string[]> = { direct: ['websocket', 'polling'], cautious: ['polling', 'websocket'] };

/**
 * Socket.IO, one Manager for each attempt: its own reconnection knows neither tokens nor cursors. Within an attempt the
 * second transport is tried when the first is turned away; one that says nothing at all is the caller's watchdog's.
 */
export function socketTransport(url: string): Transport {
  return {
    open(handshake, way, events) {
      const socket = io(url, {
        forceNew: true,
        multiplex: false,
        reconnection: false,
        transports: order[way],
        tryAllTransports: true,
        auth: handshake,
      });
      socket.on('connect', () => events.opened());
      socket.on('connect_error', (error: Error & { data?: unknown }) => {
        const refusal = refusalIn(error);
        return refusal ? events.refused(refusal) : events.failed();
      });
      socket.on('disconnect', () => events.closed());
      socket.onAny((name: string, payload: unknown) => events.pushed({ name, payload } as Push));
      return {
        emit: (name, payload, ack) => void socket.emit(name, payload, ack),
        emitVolatile: (name, payload) => void socket.volatile.emit(name, payload),
        close() {
          socket.off();
          socket.offAny();
          socket.disconnect();
        },
      };
    },
  };
}

/** A middleware's refusal has a code in `data`; an error without one came from the network. */
function refusalIn(error: Error & { data?: unknown }): Refusal | null {
  const { data } = error;
  if (typeof data !== 'object' || data === null || !('code' in data)) return null;
  const { code, ...rest } = data as Partial<Refusal> & { code: ErrorCode };
  return { ...refuse(code, error.message), ...rest };
}
