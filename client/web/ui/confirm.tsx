import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { t } from '../strings/index.ts';

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
  return (
    <Modal opened={opened} onClose={onClose} title={title} centered closeButtonProps={{ 'aria-label': t.common.close }}>
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
    </Modal>
  );
}
