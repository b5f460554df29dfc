import { useNavigate } from '@tanstack/react-router';
import { Suspense, useCallback, useEffect, useMemo } from 'react';
import type { SessionId } from '../../../server/protocol/ids.ts';
import type { DocumentHandle } from '../../sdk/docs/index.ts';
import { useRoom, useStudySession } from '../../sdk/react/index.ts';
import { writable } from '../../sdk/readable.ts';
import { EndedPage } from '../ending/lazy-ended-page.ts';
import type { PhaseOver } from '../phase-end/phase-over.ts';
import { cachedSession, keepSession } from '../sessions/list-cache.ts';
import { sessionLeft, sessionsChanged } from '../sessions/session-lists.ts';
import { InSlices } from '../ui/in-slices.tsx';
import { ClosedDoor } from './door/closed-door.tsx';
import { RefusedDoor } from './door/refused-door.tsx';
import { RoomSkeleton } from './door/room-skeleton.tsx';
import { WaitingDoor } from './door/waiting-door.tsx';
import { RoomLayout } from './layout/room-layout.tsx';
import { seenIn } from './marks/seen.ts';
import { RoomContext } from './room-context.ts';

interface RoomPageProps {
  readonly sessionId: SessionId;
  readonly invite: string | undefined;
  /** Not in the session after all: back to its card. */
  readonly onOut: () => void;
}

export default function RoomPage({ sessionId, invite, onOut }: RoomPageProps) {
  const { session, state, retry } = useStudySession(sessionId, invite === undefined ? {} : { invite });
  const navigate = useNavigate();
  useKeptSession(sessionId, session);
  // Who is out, for whatever reason, meets the card of the session the next time.
  const out = state.kind === 'refused' || (state.kind === 'closed' && state.reason !== 'ABANDONED');
  useEffect(() => {
    if (out) keepSession(sessionId, null);
  }, [out, sessionId]);
  const selfId = state.kind === 'ready' ? state.self.userId : null;
  const here = useMemo(
    () =>
      session && selfId
        ? {
            session,
            sessionId,
            selfId,
            documents: writable<readonly DocumentHandle[]>([]),
            seen: seenIn(sessionId),
            over: writable<PhaseOver | null>(null),
          }
        : null,
    [session, sessionId, selfId],
  );

  function backToCard(): void {
    keepSession(sessionId, null);
    onOut();
  }

  const leaveRoom = useCallback(() => {
    keepSession(sessionId, null);
    // The list comes when the server has answered, so that it does not show the person as still in.
    void session?.leave().then(() => {
      sessionLeft(sessionId);
      return navigate({ to: '/study-sessions' });
    });
  }, [session, sessionId, navigate]);

  switch (state.kind) {
    case 'joining':
      return <RoomSkeleton title={cachedSession(sessionId)?.title} />;
    case 'waiting':
      return <WaitingDoor onStop={backToCard} />;
    case 'refused':
      return <RefusedDoor refusal={state.refusal} onRetry={retry} onBack={backToCard} />;
    case 'closed':
      if (state.reason === 'ENDED') {
        return (
          <Suspense fallback={null}>
            <EndedPage sessionId={sessionId} session={session} />
          </Suspense>
        );
      }
      return <ClosedDoor reason={state.reason} onRetry={retry} />;
    case 'ready':
      return (
        here && (
          <RoomContext value={here}>
            <InSlices meanwhile={<RoomSkeleton title={cachedSession(sessionId)?.title} />}>
              <RoomLayout state={state} onLeave={leaveRoom} />
            </InSlices>
          </RoomContext>
        )
      );
  }
}

/** Remembers the room while one is in it, so that the next visit shows its name at once and goes straight in. */
function useKeptSession(sessionId: SessionId, session: Parameters<typeof useRoom>[0]): void {
  const title = useRoom(session, (room) => room.title);
  const type = useRoom(session, (room) => room.type);
  const status = useRoom(session, (room) => room.status);
  useEffect(() => {
    if (title === null || type === null || status === null) return;
    const over = status === 'COMPLETED' || status === 'CANCELLED';
    keepSession(sessionId, over ? null : { title, type, status });
    sessionsChanged();
  }, [sessionId, title, type, status]);
}
