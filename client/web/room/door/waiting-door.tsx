import { Button } from '@mantine/core';
import { IconDoor } from '@tabler/icons-react';
import { t } from '../../strings/index.ts';
import { Door } from './door.tsx';

export function WaitingDoor({ onStop }: { onStop: () => void }) {
  return (
    <Door title={t.joining.waitingTitle} text={t.joining.waitingText} icon={<IconDoor size={30} />}>
      <Button variant="default" size="md" onClick={onStop}>
        {t.joining.stopWaiting}
      </Button>
    </Door>
  );
}
