import { Button, Group, List, Stack } from '@mantine/core';
import { IconPlayerRecordFilled } from '@tabler/icons-react';
import { useState } from 'react';
import type { Refusal } from '../../../../server/protocol/errors.ts';
import { useRecording } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { refusalText } from '../../ui/refusal-text.ts';
import { useHere } from '../room-context.ts';

/** What it means to record, before everybody is asked. */
export default function RecordDialog({ onClose }: { onClose: () => void }) {
  const { session } = useHere();
  const { start } = useRecording(session);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  async function ask(): Promise<void> {
    setBusy(true);
    const answer = await start();
    setBusy(false);
    if (answer.ok) onClose();
    else setRefusal(answer.refusal);
  }

  return (
    <Dialog onClose={onClose} title={t.recording.title}>
      <Stack gap="lg">
        <List spacing="sm">
          {t.recording.explained.map((words) => (
            <List.Item key={words}>{words}</List.Item>
          ))}
        </List>
        {refusal && <Notice>{refusal.code === 'UNAVAILABLE' ? t.recording.cannot : refusalText(refusal)}</Notice>}
        <Group justify="flex-end">
          <Button variant="default" size="md" onClick={onClose}>
            {t.common.cancel}
          </Button>
          <Button
            size="md"
            loading={busy}
            leftSection={<IconPlayerRecordFilled size={18} />}
            onClick={() => void ask()}
          >
            {t.recording.ask}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
