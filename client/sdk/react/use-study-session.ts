import { useMemo } from 'react';
import type { Refusal } from '../../../server/protocol/errors.ts';
import type { SessionId } from '../../../server/protocol/ids.ts';
import type { Client } from '../client.ts';
import { writable } from '../readable.ts';
import { reuse } from '../reuse.ts';
import type { SessionHandle } from '../session/session-handle.ts';
import type { Resync, Self, SessionState } from '../session/session-state.ts';
import { useClient } from './client-provider.tsx';
import { useReadable, useSelected } from './use-selected.ts';

type Closed = Extract<SessionState, { kind: 'closed' }>;
/** SessionState without the room, so that it changes seldom. */
export type SessionStatus =
  | { readonly kind: 'joining' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'ready'; readonly self: Self; readonly live: boolean; readonly resyncs: readonly Resync[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'closed'; readonly reason: Closed['reason'] };

export interface StudySession {
  /** Null in the first render. */
  readonly session: SessionHandle | null;
  readonly state: SessionStatus;
  /** Joins anew after a refusal or a close. */
  readonly retry: () => void;
}

const joining: SessionStatus = { kind: 'joining' };

/** In the session while mounted. Unmounting goes away without leaving; `session.leave()` says goodbye. */
export function useStudySession(sessionId: SessionId, { invite }: { readonly invite?: string } = {}): StudySession {
  const client = useClient();
  const seat = useMemo(() => createSeat(client, sessionId, invite), [client, sessionId, invite]);
  const session = useReadable(seat);
  const status = useSelected(session?.state ?? null, statusOf, (before, next) => reuse(before, next) === before);
  return { session, state: status ?? joining, retry: seat.retry };
}

/** A handle for as long as somebody listens: listening joins, and joins anew in React's strict mode. */
function createSeat(client: Client, sessionId: SessionId, invite: string | undefined) {
  const session = writable<SessionHandle | null>(null);
  const join = () => session.set(client.joinSession(sessionId, invite === undefined ? {} : { invite }));
  return {
    getSnapshot: session.getSnapshot,
    subscribe: (listener: () => void) => {
      join();
      const stop = session.subscribe(listener);
      return () => {
        stop();
        session.getSnapshot()?.close();
        session.set(null);
      };
    },
    retry: join,
  };
}

function statusOf(state: SessionState): SessionStatus {
  switch (state.kind) {
    case 'joining':
    case 'waiting':
      return state;
    case 'ready':
      return { kind: 'ready', self: state.self, live: state.live, resyncs: state.resyncs };
    case 'refused':
      return { kind: 'refused', refusal: state.refusal };
    case 'closed':
      return { kind: 'closed', reason: state.reason };
  }
}
