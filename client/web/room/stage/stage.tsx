import { useElementSize } from '@mantine/hooks';
import { Suspense, useEffect, useState } from 'react';
import { t } from '../../strings/index.ts';
import { CallDock } from '../call/call-dock.tsx';
import { PartBoundary } from '../layout/part-boundary.tsx';
import { useRoomUi } from '../room-context.ts';
import type { Arrangement, StageView } from './arrangement.ts';
import { panelId, StageBar, tabId } from './stage-bar.tsx';
import classes from './stage.module.css';
import { StagePending } from './stage-pending.tsx';
import { stageViews } from './stage-views.tsx';

/** Two views side by side want this much, in pixels. */
const wideEnough = 760;

/** The middle of the room: a view, or two beside each other. */
export function Stage({ hidden = false }: { hidden?: boolean }) {
  const { stage } = useRoomUi();
  const { setWide, shown, available } = stage;
  const { ref, width } = useElementSize();
  const visited = useVisited(hidden ? [] : shown);
  useEffect(() => setWide(width >= wideEnough), [width, setWide]);
  const there = available.filter((view) => shown.includes(view) || (stageViews[view].stays && visited.has(view)));

  return (
    <div ref={ref} className={classes.stage} hidden={hidden}>
      {available.length > 1 && <StageBar />}
      <div className={classes.views} data-split={shown.length > 1 ? shown.join(' ') : undefined}>
        {there.map((view) => (
          <div
            key={view}
            {...labelsOf(view, stage)}
            className={classes.view}
            data-view={view}
            data-beside={view === shown[1] || undefined}
            hidden={!shown.includes(view)}
            tabIndex={-1}
          >
            <PartBoundary>
              <Suspense fallback={<StagePending />}>
                <Content view={view} />
              </Suspense>
            </PartBoundary>
          </div>
        ))}
      </div>
      <CallDock />
    </div>
  );
}

/** The panel of the chosen tab; a region of its own beside it; nothing to tell apart where there is one view. */
function labelsOf(view: StageView, { view: main, available }: Arrangement & { available: readonly StageView[] }) {
  if (available.length === 1) return {};
  if (view === main) return { role: 'tabpanel', id: panelId(view), 'aria-labelledby': tabId(view) };
  return { role: 'region', 'aria-label': t.stage.splitWith(t.stage.views[view]) };
}

function Content({ view }: { view: StageView }) {
  const { Content: Shown } = stageViews[view];
  return <Shown />;
}

/** Every view that was ever shown. */
function useVisited(shown: readonly StageView[]): ReadonlySet<StageView> {
  const [visited, setVisited] = useState<ReadonlySet<StageView>>(new Set(shown));
  if (shown.some((view) => !visited.has(view))) setVisited(new Set([...visited, ...shown]));
  return visited;
}
