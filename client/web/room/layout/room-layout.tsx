import { useCallback, useMemo, useState } from 'react';
import type { SessionStatus } from '../../../sdk/react/index.ts';
import { recall, remember } from '../../app/storage.ts';
import { PhaseEnd } from '../../phase-end/phase-end.tsx';
import { t } from '../../strings/index.ts';
import { focusOn } from '../../ui/focus-on.ts';
import { CallProvider } from '../call/call-provider.tsx';
import { RoomDialogs } from '../dialogs/room-dialogs.tsx';
import { KeepSeen } from '../marks/keep-seen.tsx';
import { PeopleColumn } from '../people/people-column.tsx';
import { RecordingWords } from '../recording/recording-words.tsx';
import {
  RoomUiContext,
  sidePanelId,
  sidePanels,
  sideToggleId,
  type Panel,
  type RoomDialog,
  type RoomUi,
} from '../room-context.ts';
import { Stage } from '../stage/stage.tsx';
import { useStage } from '../stage/use-stage.ts';
import { Announcer } from './announcer.tsx';
import { ConnectionBar } from './connection-bar.tsx';
import { PartBoundary } from './part-boundary.tsx';
import { PhoneRoom } from './phone-room.tsx';
import { RoomHeader } from './room-header.tsx';
import classes from './room-layout.module.css';
import { RoomNotes } from './room-notes.tsx';
import { RoomShortcuts } from './room-shortcuts.tsx';
import { SidePanel } from './side-panel.tsx';
import { useScreen } from './use-screen.ts';

const sideKey = 'carrel.sidePanel';

interface RoomLayoutProps {
  readonly state: Extract<SessionStatus, { kind: 'ready' }>;
  readonly onLeave: () => void;
}

/** The room as it is shown: header, people, stage, side panel; on a phone one of them at a time. */
export function RoomLayout({ state, onLeave }: RoomLayoutProps) {
  const ui = useUi(onLeave);
  const { screen, sideOpen } = ui;
  return (
    <RoomUiContext value={ui}>
      <CallProvider>
        <div className={classes.room} data-screen={screen}>
          <a href="#stage" className={classes.skip}>
            {t.common.skipToContent}
          </a>
          <RoomHeader live={state.live} />
          <ConnectionBar live={state.live} resyncs={state.resyncs} />
          <RoomNotes />
          {screen === 'phone' ? (
            <PhoneRoom />
          ) : (
            <div className={classes.body} data-side={sideOpen || undefined}>
              {screen === 'desktop' && (
                <PartBoundary>
                  <PeopleColumn />
                </PartBoundary>
              )}
              <main id="stage" className={classes.stage} tabIndex={-1}>
                <Stage />
              </main>
              {sideOpen && <SidePanel />}
            </div>
          )}
        </div>
        <RoomDialogs />
        <RoomShortcuts />
        <KeepSeen />
        <Announcer />
        <RecordingWords />
        <PhaseEnd />
      </CallProvider>
    </RoomUiContext>
  );
}

function useUi(leave: () => void): RoomUi {
  const screen = useScreen();
  const [panel, setPanel] = useState<Panel>('stage');
  const [sideOpen, setSideOpen] = useState(() => recall(sideKey) !== false);
  const [dialog, openDialog] = useState<RoomDialog | null>(null);
  const stage = useStage();

  const openSide = useCallback((open: boolean) => {
    setSideOpen(open);
    remember(sideKey, open);
  }, []);
  const showPanel = useCallback(
    (next: Panel) => {
      setPanel(next);
      if (sidePanels.some((one) => one === next)) openSide(true);
    },
    [openSide],
  );
  const toggleSide = useCallback(() => {
    // Whoever is inside goes on from what opens it again.
    if (sideOpen && document.activeElement?.closest(`#${sidePanelId}`)) focusOn(`#${sideToggleId}`);
    openSide(!sideOpen);
  }, [openSide, sideOpen]);

  return useMemo(
    () => ({ screen, panel, showPanel, sideOpen, toggleSide, dialog, openDialog, leave, stage }),
    [screen, panel, showPanel, sideOpen, toggleSide, dialog, leave, stage],
  );
}
