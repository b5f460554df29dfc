import { Button } from '@mantine/core';
import { IconDoorOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ErrorCode, Refusal } from '../../../../server/protocol/errors.ts';
import { t } from '../../strings/index.ts';
import { refusalText } from '../../ui/refusal-text.ts';
import { Door } from './door.tsx';

interface RefusedDoorProps {
  readonly refusal: Refusal;
  readonly onRetry: () => void;
  readonly onBack: () => void;
}

const texts: Partial<Record<ErrorCode, string>> = {
  ROOM_FULL: t.joining.full,
  NOT_FOUND: `${t.invitation.missing} ${t.invitation.missingHint}`,
};
/** Asking again changes nothing there. */
const final: ReadonlySet<ErrorCode> = new Set(['SESSION_ENDED', 'NOT_FOUND']);

export function RefusedDoor({ refusal, onRetry, onBack }: RefusedDoorProps) {
  return (
    <Door
      title={t.joining.refusedTitle}
      text={texts[refusal.code] ?? refusalText(refusal)}
      icon={<IconDoorOff size={30} />}
    >
      {final.has(refusal.code) ? (
        <Button size="md" onClick={onBack}>
          {t.sessions.details}
        </Button>
      ) : (
        <Button size="md" onClick={onRetry}>
          {t.common.retry}
        </Button>
      )}
      <Button component={Link} to="/study-sessions" variant="default" size="md">
        {t.invitation.back}
      </Button>
    </Door>
  );
}
