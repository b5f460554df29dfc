import { Tabs } from '@mantine/core';
import { t } from '../../strings/index.ts';
import { ChatPanel } from '../chat/chat-panel.tsx';
import { GoalsPanel } from '../goals/goals-panel.tsx';
import { UnreadMark } from '../marks/unread-mark.tsx';
import { useMarks } from '../marks/use-marks.ts';
import { Roster } from '../people/roster.tsx';
import { sidePanelId, sidePanels, useRoomUi, type SidePanel as Name } from '../room-context.ts';
import { PartBoundary } from './part-boundary.tsx';
import { shownSidePanel } from './shown-side-panel.ts';
import classes from './side-panel.module.css';

const contents: Record<Name, () => React.ReactNode> = {
  chat: () => <ChatPanel />,
  goals: () => <GoalsPanel />,
  people: () => <Roster />,
};

/** The column on the right. */
export function SidePanel() {
  const { panel, showPanel } = useRoomUi();
  const shown = shownSidePanel(panel);
  const marks = useMarks();

  return (
    <aside id={sidePanelId} className={classes.side} aria-label={t.room.panels}>
      <Tabs
        value={shown}
        onChange={(value) => showPanel(sidePanels.find((name) => name === value) ?? 'chat')}
        classNames={{ root: classes.tabs ?? '', panel: classes.panel ?? '' }}
      >
        <Tabs.List grow aria-label={t.room.panels}>
          {sidePanels.map((name) => (
            <Tabs.Tab key={name} value={name} className={classes.tab} data-panel={name}>
              {t.room[name]}
              <UnreadMark mark={marks[name]} />
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {sidePanels.map((name) => (
          <Tabs.Panel key={name} value={name}>
            {name === shown && <PartBoundary>{contents[name]()}</PartBoundary>}
          </Tabs.Panel>
        ))}
      </Tabs>
    </aside>
  );
}
