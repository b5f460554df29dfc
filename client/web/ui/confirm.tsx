import { Button, Group, Stack, Text } from '@mantine/core';
import { t } from '../strings/index.ts';
import { Dialog } from './dialog.tsx';

interface ConfirmProps {
  readonly opened: boolean;
  readonly title: string;
  readonly text?: string;
  readonly yes: string;
  readonly no?: string;
  readonly onYes: () => void;
  readonly onClose: () => void;
}

/** Asks before what cannot be undone. */
export function Confirm({ opened, title, text, yes, no = t.common.cancel, onYes, onClose }: ConfirmProps) {
  if (!opened) return null;
  return (
    <Dialog onClose={onClose} title={title} centered>
      <Stack>
        {text && <Text size="sm">{text}</Text>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {no}
          </Button>
          <Button
            color="clay.7"
            onClick={() => {
              onYes();
              onClose();
            }}
          >
            {yes}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
