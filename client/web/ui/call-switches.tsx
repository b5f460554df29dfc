import { Switch } from '@mantine/core';
import type { Settings } from '../../../server/protocol/room.ts';
import { t } from '../strings/index.ts';

export type CallSettings = Required<Pick<Settings, 'focusMode' | 'audioOnly' | 'autoRecord'>>;

interface CallSwitchesProps {
  readonly value: CallSettings;
  readonly onChange: (part: Partial<CallSettings>) => void;
}

/** How the calls of a room are. */
export function CallSwitches({ value, onChange }: CallSwitchesProps) {
  return (['focusMode', 'audioOnly', 'autoRecord'] as const).map((name) => (
    <Switch
      key={name}
      size="md"
      label={t.settings.calls[name]}
      description={t.settings.calls.hints[name]}
      checked={value[name]}
      onChange={(event) => onChange({ [name]: event.currentTarget.checked })}
    />
  ));
}
