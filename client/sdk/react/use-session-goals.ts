import { useMemo } from 'react';
import type { GoalId } from '../../../server/protocol/ids.ts';
import type { SessionHandle } from '../session/session-handle.ts';
import type { GoalsView } from '../session/session-state.ts';
import { useSelected } from './use-selected.ts';
import { whenThere } from './when-there.ts';

const empty: GoalsView = { entries: [], completed: 0, stray: [] };

/** The goals in their order, with what is pending and failed. */
export function useSessionGoals(session: SessionHandle | null) {
  const view = useSelected(session?.goals ?? null, (goals) => goals) ?? empty;
  const actions = useMemo(() => goalActions(session), [session]);
  return { ...view, ...actions };
}

function goalActions(session: SessionHandle | null) {
  const { send, retry, discard } = whenThere(session);
  return {
    add: (title: string, description?: string) =>
      send('goal:add', description === undefined ? { title } : { title, description }),
    update: (goalId: GoalId, change: { title?: string; description?: string }) =>
      send('goal:update', { goalId, ...change }),
    complete: (goalId: GoalId) => send('goal:complete', { goalId }),
    reopen: (goalId: GoalId) => send('goal:reopen', { goalId }),
    move: (goalId: GoalId, toIndex: number) => send('goal:move', { goalId, toIndex }),
    remove: (goalId: GoalId) => send('goal:remove', { goalId }),
    retry,
    discard,
  };
}
