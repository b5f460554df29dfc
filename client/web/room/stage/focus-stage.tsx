import { GoalsPanel } from '../goals/goals-panel.tsx';
import { shownSidePanel } from '../layout/shown-side-panel.ts';
import { useRoomUi } from '../room-context.ts';
import { FocusTimer } from './focus-timer.tsx';
import classes from './focus-stage.module.css';
import { OthersWork } from './others-work.tsx';
import { ShareCard } from './share-card.tsx';

/** The stage for studying: the time, the goals, what the others are at. */
export function FocusStage() {
  const { screen, panel, sideOpen } = useRoomUi();
  // The goals are in one place at a time: here, or beside the stage where they were asked for.
  const goalsHere = screen !== 'phone' && !(sideOpen && shownSidePanel(panel) === 'goals');
  return (
    <div className={classes.stage}>
      <ShareCard />
      <FocusTimer />
      <div className={classes.below}>
        {goalsHere && (
          <div className={classes.card}>
            <GoalsPanel />
          </div>
        )}
        <div className={classes.card}>
          <OthersWork />
        </div>
      </div>
    </div>
  );
}
