import type { ReactNode } from 'react';
import { ChatPanel } from '../chat/chat-panel.tsx';
import { GoalsPanel } from '../goals/goals-panel.tsx';
import { Roster } from '../people/roster.tsx';
import { useRoomUi, type Panel } from '../room-context.ts';
import { Stage } from '../stage/stage.tsx';
import { TimerStrip } from '../timer/timer-strip.tsx';
import { BottomBar } from './bottom-bar.tsx';
import { MorePanel } from './more-panel.tsx';
import { PartBoundary } from './part-boundary.tsx';
import classes from './phone-room.module.css';

const contents: Record<Exclude<Panel, 'stage'>, () => ReactNode> = {
  chat: () => <ChatPanel />,
  goals: () => <GoalsPanel />,
  people: () => <Roster />,
  more: () => <MorePanel />,
};

/** One panel at a time, chosen at the bottom where the thumb is. */
export function PhoneRoom() {
  const { panel, stage } = useRoomUi();
  return (
    <>
      {!(panel === 'stage' && stage.view === 'focus') && <TimerStrip />}
      <main id="stage" className={classes.panel} tabIndex={-1}>
        {/* It stays where it is behind another panel: what one writes and draws keeps its place and its undo. */}
        <Stage hidden={panel !== 'stage'} />
        {panel !== 'stage' && <PartBoundary key={panel}>{contents[panel]()}</PartBoundary>}
      </main>
      <BottomBar />
    </>
  );
}
