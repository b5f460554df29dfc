import { Button, Group, SegmentedControl, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { useRoom } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { focusOnFault } from '../../ui/focus-on.ts';
import { useCommand } from '../hooks/use-command.ts';
import { useMayHost } from '../hooks/use-role.ts';
import { useHere } from '../room-context.ts';
import { configOf, faultsOf, formOf, type TimerForm } from './timer-form.ts';

const modes = (['POMODORO', 'COUNTDOWN', 'STOPWATCH'] as const).map((value) => ({ value, label: t.modes[value] }));

export default function TimerDialog({ onClose }: { onClose: () => void }) {
  const { session } = useHere();
  const command = useCommand();
  const timer = useRoom(session, (room) => room.timer);
  const mayHost = useMayHost();
  const [form, setForm] = useState<TimerForm | null>(timer && formOf(timer.config));
  if (!timer || !form) return null;
  const { config, status } = timer;
  const faults = faultsOf(form);
  const change = (part: Partial<TimerForm>) => setForm({ ...form, ...part });

  async function save(next: TimerForm): Promise<void> {
    if (await command('timer:configure', { config: configOf(next, config, mayHost) })) onClose();
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (Object.keys(faults).length > 0) focusOnFault(event.currentTarget);
    else if (form) void save(form);
  }

  const minutes = (key: 'work' | 'shortBreak' | 'longBreak' | 'interval') => ({
    size: 'md' as const,
    type: 'number',
    step: 'any',
    label: t.timer[key],
    value: form[key],
    error: faults[key],
    onChange: (event: { currentTarget: { value: string } }) => change({ [key]: event.currentTarget.value }),
  });

  return (
    <Dialog onClose={onClose} title={t.timer.settings}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <SegmentedControl
            fullWidth
            data={modes}
            value={form.mode}
            disabled={status !== 'IDLE'}
            aria-label={t.timer.mode}
            onChange={(mode) => change({ mode })}
          />
          {status !== 'IDLE' && (
            <Text size="sm" c="dimmed">
              {t.timer.modeWhileRunning} {t.timer.kept}
            </Text>
          )}
          {form.mode !== 'STOPWATCH' && (
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <TextInput {...minutes('work')} />
              {form.mode === 'POMODORO' && (
                <>
                  <TextInput {...minutes('shortBreak')} />
                  <TextInput {...minutes('longBreak')} />
                  <TextInput {...minutes('interval')} />
                </>
              )}
            </SimpleGrid>
          )}
          {form.mode === 'POMODORO' && (
            <>
              <Switch
                size="md"
                label={t.timer.autoBreak}
                checked={form.autoStartBreak}
                onChange={(event) => change({ autoStartBreak: event.currentTarget.checked })}
              />
              <Switch
                size="md"
                label={t.timer.autoWork}
                checked={form.autoStartWork}
                onChange={(event) => change({ autoStartWork: event.currentTarget.checked })}
              />
            </>
          )}
          {mayHost && (
            <Switch
              size="md"
              label={t.timer.control}
              checked={form.control === 'EVERYONE'}
              onChange={(event) => change({ control: event.currentTarget.checked ? 'EVERYONE' : 'HOST' })}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" size="md" onClick={onClose}>
              {t.common.cancel}
            </Button>
            <Button type="submit" size="md">
              {t.common.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
