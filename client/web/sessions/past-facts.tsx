import { IconHourglass, IconTargetArrow } from '@tabler/icons-react';
import { inWords } from '../format/duration.ts';
import { t } from '../strings/index.ts';
import type { ListedSession } from './session-lists.ts';

/** What came of a session that is over, once it has been counted. */
export function PastFacts({ session }: { session: ListedSession }) {
  const analytics = 'analytics' in session ? session.analytics : null;
  if (!analytics) return null;
  const focusMs = analytics.mine?.focusMs ?? 0;
  return (
    <>
      <span>
        <IconHourglass size={16} aria-hidden="true" /> {t.sessions.focused(inWords(focusMs))}
      </span>
      {analytics.goalsTotal > 0 && (
        <span>
          <IconTargetArrow size={16} aria-hidden="true" />{' '}
          {t.sessions.goalsDone(analytics.goalsCompleted, analytics.goalsTotal)}
        </span>
      )}
    </>
  );
}
