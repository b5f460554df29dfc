import { NativeSelect, Stack, Switch } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Call, MediaDevice, MediaDevices } from '../../../sdk/media/index.ts';
import { useReadable } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { callChoices, changeChoices } from './choices.ts';
import { useAudioOnly } from './use-audio-only.ts';

/** Which devices, and what is done to the sound of one's own. */
export function DevicesForm({ call }: { call: Call }) {
  const { microphone, cameraId, speakerId, quietInFocus } = useReadable(callChoices);
  const audioOnly = useAudioOnly();
  const { microphones, cameras, speakers } = useDevices(call);
  return (
    <Stack gap="sm">
      <DeviceSelect
        label={t.call.microphone}
        devices={microphones}
        value={microphone.deviceId}
        onChange={(deviceId) => changeChoices({ microphone: { ...microphone, deviceId } })}
      />
      {!audioOnly && (
        <DeviceSelect
          label={t.call.camera}
          devices={cameras}
          value={cameraId}
          onChange={(next) => changeChoices({ cameraId: next })}
        />
      )}
      {speakers.length > 0 && (
        <DeviceSelect
          label={t.call.speakers}
          devices={speakers}
          value={speakerId}
          onChange={(next) => changeChoices({ speakerId: next })}
        />
      )}
      <Switch
        size="md"
        label={t.call.noiseSuppression}
        checked={microphone.noiseSuppression}
        onChange={(event) =>
          changeChoices({ microphone: { ...microphone, noiseSuppression: event.currentTarget.checked } })
        }
      />
      <Switch
        size="md"
        label={t.call.echoCancellation}
        checked={microphone.echoCancellation}
        onChange={(event) =>
          changeChoices({ microphone: { ...microphone, echoCancellation: event.currentTarget.checked } })
        }
      />
      <Switch
        size="md"
        label={t.call.quiet}
        description={t.call.quietHint}
        checked={quietInFocus}
        onChange={(event) => changeChoices({ quietInFocus: event.currentTarget.checked })}
      />
    </Stack>
  );
}

interface DeviceSelectProps {
  readonly label: string;
  readonly devices: readonly MediaDevice[];
  readonly value: string | null;
  readonly onChange: (deviceId: string | null) => void;
}

function DeviceSelect({ label, devices, value, onChange }: DeviceSelectProps) {
  const there = devices.filter(({ deviceId }) => deviceId !== 'default');
  return (
    <NativeSelect
      label={label}
      size="md"
      value={there.some(({ deviceId }) => deviceId === value) ? (value ?? '') : ''}
      onChange={(event) => onChange(event.currentTarget.value || null)}
      data={[
        { value: '', label: t.call.usualDevice },
        ...there.map((one, index) => ({ value: one.deviceId, label: one.label || t.call.unnamedDevice(index + 1) })),
      ]}
    />
  );
}

const none: MediaDevices = { microphones: [], cameras: [], speakers: [] };

/** What is plugged in, as it changes; names come with the permission, so what is switched on matters too. */
function useDevices(call: Call): MediaDevices {
  const [devices, setDevices] = useState(none);
  const { microphone, camera } = useReadable(call.own);
  useEffect(() => {
    let over = false;
    const look = () =>
      void call.capture.devices().then((found) => {
        if (!over) setDevices(found);
      });
    look();
    const stop = call.capture.onDevicesChanged(look);
    return () => {
      over = true;
      stop();
    };
    // oxlint-disable-next-line react/exhaustive-deps -- switched on, a device shows its name
  }, [call, microphone.kind, camera.kind]);
  return devices;
}
