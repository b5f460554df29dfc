import { Button, Stack, Switch, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import type { Settings } from '../../../../server/protocol/room.ts';
import { useRoom } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { CallSwitches } from '../../ui/call-switches.tsx';
import { ToolsChoice } from '../../ui/tools-choice.tsx';
import { useCommand } from '../hooks/use-command.ts';
import { useHere } from '../room-context.ts';

const mostSeats = 50;

/** What hosts set for the room. Switches take effect at once; a number when it is saved. */
export default function SettingsDialog({ onClose }: { onClose: () => void }) {
  const { session } = useHere();
  const command = useCommand();
  const settings = useRoom(session, (room) => room.settings);
  const locked = useRoom(session, (room) => room.locked) ?? false;
  const group = useRoom(session, (room) => room.type) === 'GROUP';
  const [seats, setSeats] = useState(String(settings?.maxParticipants ?? 10));
  if (!settings) return null;
  const change = (part: Partial<Settings>) => void command('session:updateSettings', { settings: part });
  const number = Number(seats);
  const valid = Number.isInteger(number) && number >= 2 && number <= mostSeats;

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (valid) change({ maxParticipants: number });
  }

  return (
    <Dialog onClose={onClose} title={t.settings.title}>
      <Stack gap="lg">
        <Switch
          size="md"
          label={t.settings.locked}
          checked={locked}
          onChange={(event) => void command(event.currentTarget.checked ? 'room:lock' : 'room:unlock', {})}
        />
        <Switch
          size="md"
          label={t.settings.waitingRoom}
          description={t.create.waitingRoomHint}
          checked={settings.waitingRoom}
          onChange={(event) => change({ waitingRoom: event.currentTarget.checked })}
        />
        <Switch
          size="md"
          label={t.settings.public}
          description={t.create.publicHint}
          checked={settings.isPublic}
          onChange={(event) => change({ isPublic: event.currentTarget.checked })}
        />
        {group && (
          <form onSubmit={submit}>
            <TextInput
              type="number"
              size="md"
              label={t.settings.seats}
              min={2}
              max={mostSeats}
              value={seats}
              error={valid ? null : t.settings.badSeats}
              onChange={(event) => setSeats(event.currentTarget.value)}
              rightSectionWidth={90}
              rightSection={
                number !== settings.maxParticipants && valid ? (
                  <Button type="submit" size="compact-md">
                    {t.common.save}
                  </Button>
                ) : null
              }
            />
          </form>
        )}
        <CallSwitches
          value={{ ...settings, focusMode: settings.focusMode ?? false, audioOnly: settings.audioOnly ?? false }}
          onChange={change}
        />
        <ToolsChoice value={settings.enabledTools} onChange={(enabledTools) => change({ enabledTools })} />
      </Stack>
    </Dialog>
  );
}
