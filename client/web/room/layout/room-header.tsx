import { ActionIcon, Badge, Button } from '@mantine/core';
import { IconArrowLeft, IconLock, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { RoomState } from '../../../../server/protocol/room.ts';
import { useRoom } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { useArrival } from '../../ui/arrival.ts';
import { JoinCall } from '../call/join-call.tsx';
import { RecordingMark } from '../recording/recording-mark.tsx';
import { useHere, useRoomUi } from '../room-context.ts';
import { HeaderTimer, PhaseLine } from '../timer/header-timer.tsx';
import { ConnectionMark } from './connection-mark.tsx';
import classes from './room-header.module.css';
import { RoomMenu } from './room-menu.tsx';
import { SavedMark } from './saved-mark.tsx';
import { SideToggle } from './side-toggle.tsx';

const hereIn = ({ participants }: RoomState): number =>
  Object.values(participants).filter(({ status }) => status === 'JOINED').length;

export function RoomHeader({ live }: { live: boolean }) {
  const { session } = useHere();
  const { screen, openDialog, leave } = useRoomUi();
  const title = useRoom(session, (room) => room.title);
  const status = useRoom(session, (room) => room.status);
  const locked = useRoom(session, (room) => room.locked);
  const wide = screen !== 'phone';
  const count = useRoom(session, hereIn) ?? 0;
  useArrival();

  return (
    <header className={classes.header} aria-label={t.room.header}>
      <div className={classes.start}>
        <ActionIcon component={Link} to="/study-sessions" variant="subtle" size={44} aria-label={t.room.back}>
          <IconArrowLeft size={20} className={classes.back} />
        </ActionIcon>
        <div className={classes.name}>
          <h1 className={classes.title} title={title ?? ''}>
            {title}
          </h1>
          <div className={classes.marks}>
            <ConnectionMark live={live} />
            {wide && <SavedMark />}
          </div>
        </div>
        {wide && status && (
          <Badge variant="light" className={classes.status} data-status={status}>
            {t.statuses[status]}
          </Badge>
        )}
        <RecordingMark />
        {locked && <IconLock size={18} role="img" aria-label={t.room.locked} />}
      </div>
      <HeaderTimer />
      <div className={classes.end}>
        {wide && (
          <span className={classes.count} role="img" aria-label={t.count.participants(count)}>
            <IconUsers size={18} aria-hidden="true" /> {count}
          </span>
        )}
        {wide && <JoinCall className={classes.button ?? ''} />}
        {wide && (
          <Button
            variant="default"
            size="sm"
            className={classes.button}
            leftSection={<IconUserPlus size={18} />}
            onClick={() => openDialog('share')}
          >
            {t.share.open}
          </Button>
        )}
        {wide && <SideToggle />}
        {wide && <RoomMenu />}
        {wide && (
          <Button variant="subtle" size="sm" className={classes.button} onClick={leave}>
            {t.room.leave}
          </Button>
        )}
      </div>
      <PhaseLine />
    </header>
  );
}
