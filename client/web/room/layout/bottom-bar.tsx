import { UnstyledButton } from '@mantine/core';
import { IconDotsCircleHorizontal, IconMessages, IconTargetArrow, IconUsers } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../../strings/index.ts';
import { UnreadMark } from '../marks/unread-mark.tsx';
import { useMarks, type Mark } from '../marks/use-marks.ts';
import { useRoomUi, type Panel } from '../room-context.ts';
import { stageViews } from '../stage/stage-views.tsx';
import classes from './bottom-bar.module.css';

const others: readonly (readonly [panel: Exclude<Panel, 'stage'>, icon: ReactNode])[] = [
  ['chat', <IconMessages key="chat" size={22} aria-hidden="true" />],
  ['goals', <IconTargetArrow key="goals" size={22} aria-hidden="true" />],
  ['people', <IconUsers key="people" size={22} aria-hidden="true" />],
  ['more', <IconDotsCircleHorizontal key="more" size={22} aria-hidden="true" />],
];

export function BottomBar() {
  const { panel, showPanel, stage } = useRoomUi();
  const marks: Partial<Record<Panel, Mark>> = useMarks();
  // The stage goes by the name of what is on it.
  const { Icon } = stageViews[stage.view];
  const places = [
    { name: 'stage' as const, label: t.stage.views[stage.view], icon: <Icon size={22} aria-hidden="true" /> },
    ...others.map(([name, icon]) => ({ name, label: t.room[name], icon })),
  ];
  return (
    <nav className={classes.bar} aria-label={t.room.panels}>
      {places.map(({ name, label, icon }) => (
        <UnstyledButton
          key={name}
          className={classes.place}
          data-panel={name}
          aria-current={panel === name ? 'page' : undefined}
          onClick={() => showPanel(name)}
        >
          <span className={classes.icon}>
            {icon}
            <UnreadMark mark={marks[name]} />
          </span>
          {label}
        </UnstyledButton>
      ))}
    </nav>
  );
}
