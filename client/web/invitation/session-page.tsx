import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { SessionId } from '../../../server/protocol/ids.ts';
import type { SessionDetails } from '../../../server/protocol/rest/sessions.ts';
import { usePerson } from '../app/identity.ts';
import { PagePending } from '../app/page-pending.tsx';
import { refusalOf } from '../app/queries.ts';
import { EndedPage } from '../ending/lazy-ended-page.ts';
import { cachedSession } from '../sessions/list-cache.ts';
import { sessionDetails, sessionLeft } from '../sessions/session-lists.ts';
import { useAfter } from '../ui/use-after.ts';
import { JoinCard } from './join-card.tsx';
import { NoSession } from './no-session.tsx';

const RoomPage = lazy(() => import('../room/room-page.tsx'));

/** An address of a session: the room for who is in it, its end for who was, the card for who is not yet. */
export function SessionPage() {
  const { sessionId } = useParams({ from: '/study-sessions/$sessionId' });
  return <Session key={sessionId} sessionId={sessionId as SessionId} />;
}

function Session({ sessionId }: { sessionId: SessionId }) {
  const { invite } = useSearch({ from: '/study-sessions/$sessionId' });
  const person = usePerson();
  const navigate = useNavigate();
  // Who was in this room on this device goes straight in: the room itself finds out whether that still holds.
  const [entered, setEntered] = useState(() => cachedSession(sessionId) !== null);
  const { data, error } = useQuery({ ...sessionDetails(sessionId, invite), enabled: !entered });

  const inside = entered || isMember(data, person.id);

  function out(): void {
    // Details from before one was out would lead straight back in.
    sessionLeft(sessionId);
    setEntered(false);
  }

  if (inside && !(data && isOver(data))) {
    return (
      <Suspense fallback={<Pending />}>
        <RoomPage sessionId={sessionId} invite={invite} onOut={out} />
      </Suspense>
    );
  }
  if (data?.status === 'COMPLETED' && data.participants.length > 0) {
    return (
      <Suspense fallback={<Pending />}>
        <EndedPage sessionId={sessionId} />
      </Suspense>
    );
  }
  if (data) return <JoinCard session={data} onJoin={() => setEntered(true)} />;
  if (!error) return <Pending />;
  return <NoSession refusal={refusalOf(error)} onBack={() => void navigate({ to: '/study-sessions' })} />;
}

const isOver = ({ status }: SessionDetails): boolean => status === 'COMPLETED' || status === 'CANCELLED';

const isMember = (session: SessionDetails | undefined, userId: string): boolean =>
  session?.participants.some((one) => one.userId === userId && one.status === 'JOINED') ?? false;

function Pending() {
  return useAfter(1_000) ? <PagePending /> : null;
}
