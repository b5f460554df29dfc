import { NativeSelect, Switch, TextInput } from '@mantine/core';
import { layouts } from '../../format/choices.ts';
import { t } from '../../strings/index.ts';
import { CallSwitches } from '../../ui/call-switches.tsx';
import { ToolsChoice } from '../../ui/tools-choice.tsx';
import type { StepProps } from './step-props.ts';
import { mostSeats } from './draft.ts';

export function SettingsStep({ draft, faults, change }: StepProps) {
  return (
    <>
      <Switch
        size="md"
        label={t.create.public}
        description={t.create.publicHint}
        checked={draft.isPublic}
        onChange={(event) => change({ isPublic: event.currentTarget.checked })}
      />
      <Switch
        size="md"
        label={t.create.waitingRoom}
        description={t.create.waitingRoomHint}
        checked={draft.waitingRoom}
        onChange={(event) => change({ waitingRoom: event.currentTarget.checked })}
      />
      {draft.type === 'GROUP' && (
        <TextInput
          type="number"
          name="seats"
          size="md"
          label={t.create.seats}
          min={2}
          max={mostSeats}
          value={draft.seats}
          error={faults.seats}
          onChange={(event) => change({ seats: event.currentTarget.value })}
        />
      )}
      {draft.type !== 'SOLO' && <CallSwitches value={draft} onChange={change} />}
      <ToolsChoice value={draft.enabledTools} onChange={(enabledTools) => change({ enabledTools })} />
      <NativeSelect
        size="md"
        label={t.create.layout}
        data={layouts.map((value) => ({ value, label: t.create.layouts[value] }))}
        value={draft.layout}
        onChange={(event) =>
          change({ layout: layouts.find((one) => one === event.currentTarget.value) ?? 'split-view' })
        }
      />
    </>
  );
}
