import {
  IconBell,
  IconKeyboard,
  IconLock,
  IconLockOpen,
  IconPlayerStop,
  IconRocket,
  IconSettings,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useRoom } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { useCommand } from '../hooks/use-command.ts';
import { useMayHost, useRole } from '../hooks/use-role.ts';
import { useHere, useRoomUi } from '../room-context.ts';

export interface RoomAction {
  readonly label: string;
  readonly icon: ReactNode;
  readonly run: () => void;
  /** Cannot be undone; it asks first. */
  readonly grave?: boolean;
}

/** What this person may do with the room as a whole, besides leaving and inviting. */
export function useRoomActions(): readonly RoomAction[] {
  const { session } = useHere();
  const { openDialog } = useRoomUi();
  const mayHost = useMayHost();
  const locked = useRoom(session, (room) => room.locked) ?? false;
  const scheduled = useRoom(session, (room) => room.status) === 'SCHEDULED';
  const command = useCommand();
  const isHost = useRole() === 'HOST';

  const forAll: RoomAction[] = [
    { label: t.bell.title, icon: <IconBell size={18} />, run: () => openDialog('bell') },
    { label: t.room.shortcuts, icon: <IconKeyboard size={18} />, run: () => openDialog('shortcuts') },
  ];
  const forHosts: RoomAction[] = [
    ...(scheduled
      ? [{ label: t.room.start, icon: <IconRocket size={18} />, run: () => void command('session:start', {}) }]
      : []),
    {
      label: locked ? t.room.unlock : t.room.lock,
      icon: locked ? <IconLockOpen size={18} /> : <IconLock size={18} />,
      run: () => void command(locked ? 'room:unlock' : 'room:lock', {}),
    },
    { label: t.room.settings, icon: <IconSettings size={18} />, run: () => openDialog('settings') },
  ];
  const forTheHost: RoomAction[] = [
    { label: t.room.end, icon: <IconPlayerStop size={18} />, run: () => openDialog('end'), grave: true },
  ];
  return [...(mayHost ? forHosts : []), ...forAll, ...(isHost ? forTheHost : [])];
}
