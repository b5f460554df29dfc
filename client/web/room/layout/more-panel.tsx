import { UnstyledButton } from '@mantine/core';
import { IconLogout, IconUserPlus, IconVideo } from '@tabler/icons-react';
import { t } from '../../strings/index.ts';
import { useJoinCall } from '../call/join-call.tsx';
import { useRoomUi } from '../room-context.ts';
import classes from './more-panel.module.css';
import { SavedMark } from './saved-mark.tsx';
import { useRoomActions, type RoomAction } from './use-room-actions.tsx';

/** On a phone: what the header and its menu hold elsewhere. */
export function MorePanel() {
  const { openDialog, leave } = useRoomUi();
  const joinCall = useJoinCall();
  const actions: readonly RoomAction[] = [
    { label: t.share.open, icon: <IconUserPlus size={20} />, run: () => openDialog('share') },
    ...(joinCall ? [{ label: t.call.join, icon: <IconVideo size={20} />, run: joinCall }] : []),
    ...useRoomActions(),
    { label: t.room.leave, icon: <IconLogout size={20} />, run: leave },
  ];
  return (
    <div className={classes.list}>
      {actions.map(({ label, icon, run, grave }) => (
        <UnstyledButton key={label} className={classes.action} data-grave={grave || undefined} onClick={run}>
          <span aria-hidden="true">{icon}</span>
          {label}
        </UnstyledButton>
      ))}
      <p className={classes.saved}>
        <SavedMark />
      </p>
    </div>
  );
}
