import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { SessionId } from '../../../server/protocol/ids.ts';
import type { Refusal } from '../../../server/protocol/errors.ts';
import type { SessionDetails } from '../../../server/protocol/rest/sessions.ts';
import { refusalOf } from '../app/queries.ts';
import { sessionDetails } from '../sessions/session-lists.ts';

/** Counting follows the end of a session by a moment: asked again until it is there, or a while has passed. */
const askedAgainMs = 1_500;
const mostAsked = 8;

export type Counting =
  | { readonly kind: 'counting' }
  | { readonly kind: 'counted' }
  /** Not asked for any more by itself. */
  | { readonly kind: 'late' }
  | { readonly kind: 'failed'; readonly refusal: Refusal };

interface Counted {
  readonly session: SessionDetails | undefined;
  readonly counting: Counting;
  readonly askAgain: () => void;
}

/** A session that is over, with what it came to as soon as that is known. */
export function useCounted(sessionId: SessionId): Counted {
  const { data: session, error, isFetching, refetch } = useQuery(sessionDetails(sessionId));
  const [asked, setAsked] = useState(0);
  const counting = countingOf(session, error, asked);
  const waits = counting.kind === 'counting' && !isFetching;

  useEffect(() => {
    if (!waits) return undefined;
    const timer = setTimeout(() => {
      setAsked((times) => times + 1);
      void refetch();
    }, askedAgainMs);
    return () => clearTimeout(timer);
  }, [waits, refetch]);

  function askAgain(): void {
    setAsked(0);
    void refetch();
  }

  return { session, counting, askAgain };
}

function countingOf(session: SessionDetails | undefined, error: Error | null, asked: number): Counting {
  if (session?.analytics) return { kind: 'counted' };
  if (error) return { kind: 'failed', refusal: refusalOf(error) };
  return asked >= mostAsked ? { kind: 'late' } : { kind: 'counting' };
}
