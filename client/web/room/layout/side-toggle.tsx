import { ActionIcon, Tooltip } from '@mantine/core';
import { IconLayoutSidebarRightCollapse, IconLayoutSidebarRightExpand } from '@tabler/icons-react';
import { t } from '../../strings/index.ts';
import { UnreadMark } from '../marks/unread-mark.tsx';
import { useMarks } from '../marks/use-marks.ts';
import { sideToggleId, useRoomUi } from '../room-context.ts';
import classes from './side-toggle.module.css';

/** Opens and closes the column on the right. While that is closed, what waits in it is told here. */
export function SideToggle() {
  const { sideOpen, toggleSide } = useRoomUi();
  const marks = Object.values(useMarks());
  const count = marks.reduce((sum, mark) => sum + mark.count, 0);
  const words = marks.map((mark) => mark.words).join(', ');
  const marked = !sideOpen && count > 0;
  const Icon = sideOpen ? IconLayoutSidebarRightCollapse : IconLayoutSidebarRightExpand;
  return (
    <Tooltip label={sideOpen ? t.room.hidePanel : t.room.showPanel}>
      <ActionIcon
        variant="subtle"
        size={44}
        id={sideToggleId}
        aria-expanded={sideOpen}
        aria-label={marked ? `${t.room.sidePanel}, ${words}` : t.room.sidePanel}
        onClick={toggleSide}
      >
        <Icon size={20} className={classes.icon} />
        {marked && <UnreadMark mark={{ count, words }} className={classes.mark} />}
      </ActionIcon>
    </Tooltip>
  );
}
