import { useSelected } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { useHere } from '../room-context.ts';

/** Whether the server has all that was done here. */
export function SavedMark() {
  const { session } = useHere();
  const failed = useSelected(
    session.state,
    (state) => pendingOf(state).filter((one) => one.delivery.kind === 'failed').length,
  );
  const waiting = useSelected(session.state, (state) => pendingOf(state).length) ?? 0;
  if (failed) return <span>{t.room.unsaved(failed)}</span>;
  return <span>{waiting > 0 ? t.room.saving : t.room.saved}</span>;
}

type State = ReturnType<ReturnType<typeof useHere>['session']['state']['getSnapshot']>;
const pendingOf = (state: State) => (state.kind === 'ready' ? state.pending : []);
