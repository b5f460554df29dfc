import { lazy, Suspense } from 'react';
import { t } from '../../strings/index.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { useCommand } from '../hooks/use-command.ts';
import { useRoomUi } from '../room-context.ts';

const ShareDialog = lazy(() => import('../../share/share-dialog.tsx'));
const SettingsDialog = lazy(() => import('./settings-dialog.tsx'));
const TimerDialog = lazy(() => import('./timer-dialog.tsx'));
const BellDialog = lazy(() => import('./bell-dialog.tsx'));
const RecordDialog = lazy(() => import('../recording/record-dialog.tsx'));
const ShortcutsDialog = lazy(() => import('./shortcuts-dialog.tsx'));

/** The dialogs of the room; each is loaded when it is first wanted. */
export function RoomDialogs() {
  const { dialog, openDialog } = useRoomUi();
  const command = useCommand();
  const close = () => openDialog(null);
  return (
    <Suspense fallback={null}>
      {dialog === 'share' && <ShareDialog onClose={close} />}
      {dialog === 'settings' && <SettingsDialog onClose={close} />}
      {dialog === 'timer' && <TimerDialog onClose={close} />}
      {dialog === 'bell' && <BellDialog onClose={close} />}
      {dialog === 'shortcuts' && <ShortcutsDialog onClose={close} />}
      {dialog === 'record' && <RecordDialog onClose={close} />}
      <Confirm
        opened={dialog === 'end'}
        title={t.room.endAsk}
        text={t.room.endAskText}
        yes={t.room.end}
        onYes={() => void command('session:end', {})}
        onClose={close}
      />
    </Suspense>
  );
}
