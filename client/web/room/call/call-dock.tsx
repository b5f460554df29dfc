import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import {
  IconDots,
  IconFocus2,
  IconLayoutGrid,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneOff,
  IconPlayerRecordFilled,
  IconPlayerStopFilled,
  IconScreenShare,
  IconScreenShareOff,
  IconSettings,
  IconUser,
  IconVideo,
  IconVideoOff,
} from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Call } from '../../../sdk/media/index.ts';
import { useParticipants, useReadable, useRecording, useRoom } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { sayRefusal } from '../../ui/toast.ts';
import { useCommand } from '../hooks/use-command.ts';
import { useHere, useRoomUi } from '../room-context.ts';
import { toggleCamera, toggleMicrophone, toggleScreen } from './actions.ts';
import classes from './call-dock.module.css';
import { useCall, useCallState } from './call-context.ts';
import { callChoices, changeChoices } from './choices.ts';
import { DevicesForm } from './devices-form.tsx';
import { leaveFocus, useRoomFocus } from './focus.ts';
import { QualityMark } from './quality-mark.tsx';
import { useAudioOnly } from './use-audio-only.ts';

/** What one does in a call, below whatever is on the stage. */
export function CallDock() {
  const call = useCall();
  const { kind } = useCallState();
  if (!call || kind !== 'in') return null;
  return <Controls call={call} />;
}

function Controls({ call }: { call: Call }) {
  const { session } = useHere();
  const { microphone, camera, screen } = useReadable(call.own);
  const quiet = useReadable(call.quiet);
  const audioOnly = useAudioOnly();
  const tools = useRoom(session, (room) => room.settings.enabledTools) ?? [];
  const [choosing, setChoosing] = useState(false);
  const speaks = microphone.kind === 'on' || microphone.kind === 'starting';
  const shows = camera.kind === 'on' || camera.kind === 'starting';
  const shares = screen.kind === 'on';
  return (
    <div className={classes.dock} role="toolbar" aria-label={t.call.controls}>
      <QualityMark call={call} />
      <Control
        label={microphoneWords(speaks, quiet)}
        off={!speaks || quiet}
        onClick={() => toggleMicrophone(call)}
        icon={speaks && !quiet ? <IconMicrophone size={20} /> : <IconMicrophoneOff size={20} />}
      />
      {!audioOnly && (
        <Control
          label={shows ? t.call.cameraOff : t.call.cameraOn}
          off={!shows}
          onClick={() => toggleCamera(call)}
          icon={shows ? <IconVideo size={20} /> : <IconVideoOff size={20} />}
        />
      )}
      {tools.includes('SCREEN_SHARE') && canShare && (
        <Control
          label={shares ? t.call.stopSharing : t.call.share}
          onClick={() => void toggleScreen(call)}
          icon={shares ? <IconScreenShareOff size={20} /> : <IconScreenShare size={20} />}
        />
      )}
      <Record />
      <More call={call} onDevices={() => setChoosing(true)} />
      <Control label={t.call.leave} grave onClick={call.leave} icon={<IconPhoneOff size={20} />} />
      {choosing && (
        <Dialog onClose={() => setChoosing(false)} title={t.call.devices}>
          <DevicesForm call={call} />
        </Dialog>
      )}
    </div>
  );
}

/** For hosts. It asks everybody first. */
function Record() {
  const { session } = useHere();
  const { openDialog } = useRoomUi();
  const mayHost = useParticipants(session)?.mayHost ?? false;
  const active = useRoom(session, (room) => room.status) === 'ACTIVE';
  const { recording } = useRecording(session);
  const command = useCommand();
  if (!mayHost || (!active && !recording)) return null;
  if (recording)
    return (
      <Control
        label={t.recording.stop}
        onClick={() => void command('recording:stop', {})}
        icon={<IconPlayerStopFilled size={20} />}
      />
    );
  return (
    <Control
      label={t.recording.record}
      onClick={() => openDialog('record')}
      icon={<IconPlayerRecordFilled size={20} />}
    />
  );
}

/** Held, it does not go out: what one switches is how it will be at the break. */
function microphoneWords(speaks: boolean, held: boolean): string {
  if (held) return speaks ? t.call.muteForBreak : t.call.unmuteForBreak;
  return speaks ? t.call.mute : t.call.unmute;
}

/** Phones cannot. */
const canShare = typeof navigator.mediaDevices?.getDisplayMedia === 'function';

interface ControlProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly onClick: () => void;
  readonly off?: boolean;
  readonly grave?: boolean;
}

function Control({ label, icon, onClick, off = false, grave = false }: ControlProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={off ? 'filled' : 'default'}
        size={44}
        aria-label={label}
        onClick={onClick}
        {...(grave ? { color: 'clay.7', variant: 'filled' } : {})}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

function More({ call, onDevices }: { call: Call; onDevices: () => void }) {
  const { session } = useHere();
  const { view } = useReadable(callChoices);
  const members = useReadable(call.members);
  const { refused } = useRoomFocus();
  const mayHost = useParticipants(session)?.mayHost ?? false;

  /** Nobody is switched on again by it. Whoever may not be silenced stays as they are. */
  async function silenceAll(): Promise<void> {
    const heard = members.filter(({ sends }) => sends.microphone && !sends.microphone.paused);
    const answers = await Promise.all(heard.map(({ userId }) => call.mute(userId, 'microphone')));
    const failed = answers.find((answer) => !answer.ok && answer.refusal.code !== 'FORBIDDEN');
    if (failed && !failed.ok) sayRefusal(failed.refusal);
  }

  return (
    <Menu position="top" shadow="md" width={240}>
      <Menu.Target>
        <ActionIcon variant="default" size={44} aria-label={t.call.more}>
          <IconDots size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={view === 'grid' ? <IconUser size={18} /> : <IconLayoutGrid size={18} />}
          onClick={() => changeChoices({ view: view === 'grid' ? 'speaker' : 'grid' })}
        >
          {view === 'grid' ? t.call.speaker : t.call.grid}
        </Menu.Item>
        <Menu.Item leftSection={<IconSettings size={18} />} onClick={onDevices}>
          {t.call.devices}
        </Menu.Item>
        {refused && (
          <Menu.Item leftSection={<IconFocus2 size={18} />} onClick={() => leaveFocus(null)}>
            {t.call.backToFocus}
          </Menu.Item>
        )}
        {mayHost && (
          <Menu.Item leftSection={<IconMicrophoneOff size={18} />} onClick={() => void silenceAll()}>
            {t.call.silenceAll}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
