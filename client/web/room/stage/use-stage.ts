import { useMemo, useState } from 'react';
import { useRoom } from '../../../sdk/react/index.ts';
import { useHere } from '../room-context.ts';
import {
  arrangementOf,
  showing,
  viewsOf,
  within,
  type Arrangement,
  type StageUi,
  type StageView,
} from './arrangement.ts';
import { rememberArrangement, rememberedArrangement } from './remembered.ts';

/** What is on the stage: what the person chose here, or else what the room's layout says. */
export function useStage(): StageUi {
  const { session, sessionId } = useHere();
  const tools = useRoom(session, (room) => room.settings.enabledTools);
  const layout = useRoom(session, (room) => room.settings.layout) ?? 'split-view';
  const [chosen, setChosen] = useState(() => rememberedArrangement(sessionId));
  const [wide, setWide] = useState(false);

  return useMemo(() => {
    const available = viewsOf(tools ?? []);
    const now = chosen ? within(chosen, available) : arrangementOf(layout, available);
    const choose = (next: Arrangement) => {
      setChosen(next);
      rememberArrangement(sessionId, next);
    };
    const putBeside = (beside: StageView | null) => choose(within({ view: now.view, beside }, available));
    const another = available.find((view) => view !== now.view && view !== 'focus') ?? 'focus';
    return {
      ...now,
      available,
      shown: now.beside !== null && wide ? [now.view, now.beside] : [now.view],
      wide,
      setWide,
      show: (view) => choose(showing(view, now)),
      putBeside,
      toggleBeside: () => putBeside(now.beside === null ? another : null),
    };
  }, [tools, layout, chosen, wide, sessionId]);
}
