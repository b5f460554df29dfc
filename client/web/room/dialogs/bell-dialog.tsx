import { Button, SegmentedControl, Stack, Switch, Text } from '@mantine/core';
import { useId, useState } from 'react';
import { useReadable } from '../../../sdk/react/index.ts';
import { ring, wakeBell } from '../../phase-end/bell.ts';
import { bellPreferences, changeBell } from '../../phase-end/bell-preferences.ts';
import { askForNotices, noticePermission } from '../../phase-end/notice.ts';
import { t } from '../../strings/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import classes from './bell-dialog.module.css';

const bells = (['bowl', 'wood', 'off'] as const).map((value) => ({ value, label: t.bell.bells[value] }));

export default function BellDialog({ onClose }: { onClose: () => void }) {
  const { bell, volume, notices } = useReadable(bellPreferences);
  const [permission, setPermission] = useState(noticePermission);
  const volumeId = useId();

  function listen(): void {
    wakeBell();
    void ring(bell, volume);
  }

  async function allow(wanted: boolean): Promise<void> {
    const answer = wanted ? await askForNotices() : permission;
    setPermission(answer);
    changeBell({ notices: wanted && answer === 'granted' });
  }

  return (
    <Dialog onClose={onClose} title={t.bell.title}>
      <Stack>
        <Text fw={600}>{t.bell.bell}</Text>
        <SegmentedControl
          fullWidth
          data={bells}
          value={bell}
          aria-label={t.bell.bell}
          onChange={(value) => changeBell({ bell: value })}
        />
        {bell !== 'off' && (
          <div className={classes.volume}>
            <label htmlFor={volumeId}>{t.bell.volume}</label>
            <input
              id={volumeId}
              type="range"
              min={0}
              max={1}
              step={0.05}
              value={volume}
              onChange={(event) => changeBell({ volume: Number(event.currentTarget.value) })}
            />
            <Button variant="default" size="sm" onClick={listen}>
              {t.bell.try}
            </Button>
          </div>
        )}
        <Switch
          size="md"
          label={t.bell.notices}
          checked={notices && permission === 'granted'}
          disabled={permission === 'denied' || permission === 'missing'}
          onChange={(event) => void allow(event.currentTarget.checked)}
        />
        <Text size="sm" c="dimmed">
          {permission === 'denied'
            ? t.bell.noticesBlocked
            : permission === 'missing'
              ? t.bell.noticesMissing
              : t.bell.limits}
        </Text>
      </Stack>
    </Dialog>
  );
}
