import { Button } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { t } from '../../strings/index.ts';
import { useCommand } from '../hooks/use-command.ts';

export function HandButton({ raised }: { raised: boolean }) {
  const command = useCommand();
  return (
    <Button
      fullWidth
      size="md"
      variant={raised ? 'filled' : 'default'}
      leftSection={<IconHandStop size={18} />}
      onClick={() => void command(raised ? 'participant:lowerHand' : 'participant:raiseHand', {})}
    >
      {raised ? t.people.lower : t.people.raise}
    </Button>
  );
}
