import { useMemo, useSyncExternalStore } from 'react';
import { useReadable, useSelected } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { useAfter } from '../../ui/use-after.ts';
import { savedOf, summaryOf, type Saved } from '../documents/saved.ts';
import { useHere } from '../room-context.ts';
import classes from './saved-mark.module.css';

/** A cut that is over before this was hardly one. */
const quietMs = 1_500;

/** Whether the server has all that was done here: what was said and decided, written and drawn. */
export function SavedMark() {
  const { session } = useHere();
  const failed = useSelected(
    session.state,
    (state) => pendingOf(state).filter((one) => one.delivery.kind === 'failed').length,
  );
  const waiting = useSelected(session.state, (state) => pendingOf(state).length) ?? 0;
  const documents = useDocumentsSaved();
  if (failed) return <span>{t.room.unsaved(failed)}</span>;
  switch (documents) {
    case 'saved':
    case 'saving':
      return <Mark saved={waiting > 0 ? 'saving' : documents} />;
    case 'offline':
      return <Later saved={waiting > 0 ? 'unkept' : documents} />;
    case 'kept':
    case 'unkept':
      return <Later saved={documents} />;
    case 'refused':
      return <Mark saved="refused" />;
  }
}

function Mark({ saved }: { saved: Saved }) {
  return (
    <span className={classes.mark} data-testid="saved-status" data-saved={saved}>
      {t.documents.marks[saved]}
    </span>
  );
}

/** A document that was only just opened is not connected yet either. */
function Later({ saved }: { saved: Saved }) {
  const late = useAfter(quietMs);
  return <Mark saved={late ? saved : 'saving'} />;
}

/** How the documents that are open here stand, the worst of them. */
function useDocumentsSaved(): Saved {
  const { documents } = useHere();
  const handles = useReadable(documents);
  const all = useMemo(() => {
    const worst = (): Saved => summaryOf(handles.map(({ state }) => savedOf(state.getSnapshot())));
    const subscribe = (listener: () => void) => {
      const stops = handles.map(({ state }) => state.subscribe(listener));
      return () => {
        for (const stop of stops) stop();
      };
    };
    return { worst, subscribe };
  }, [handles]);
  return useSyncExternalStore(all.subscribe, all.worst);
}

type State = ReturnType<ReturnType<typeof useHere>['session']['state']['getSnapshot']>;
const pendingOf = (state: State) => (state.kind === 'ready' ? state.pending : []);
