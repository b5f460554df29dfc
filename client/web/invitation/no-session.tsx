import { Button } from '@mantine/core';
import { IconDoorOff } from '@tabler/icons-react';
import type { Refusal } from '../../../server/protocol/errors.ts';
import { Door } from '../room/door/door.tsx';
import { t } from '../strings/index.ts';
import { refusalText } from '../ui/refusal-text.ts';

/** No session to show: gone, a cut-off link, or a server that cannot be reached. */
export function NoSession({ refusal, onBack }: { refusal: Refusal; onBack: () => void }) {
  const missing = refusal.code === 'NOT_FOUND' || refusal.code === 'VALIDATION_FAILED';
  return (
    <Door
      title={missing ? t.invitation.missing : t.joining.refusedTitle}
      text={missing ? t.invitation.missingHint : refusalText(refusal)}
      icon={<IconDoorOff size={30} />}
    >
      {!missing && (
        <Button size="md" onClick={() => location.reload()}>
          {t.common.retry}
        </Button>
      )}
      <Button variant="default" size="md" onClick={onBack}>
        {t.invitation.back}
      </Button>
    </Door>
  );
}
