import { Button } from '@mantine/core';
import { IconDoorExit } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { SessionState } from '../../../sdk/index.ts';
import { t } from '../../strings/index.ts';
import { Door } from './door.tsx';

type Reason = Exclude<Extract<SessionState, { kind: 'closed' }>['reason'], 'ENDED'>;
interface ClosedDoorProps {
  readonly reason: Reason;
  readonly onRetry: () => void;
}

/** What is said, and what asking anew is called where it may help. */
const words: Record<Reason, { title: string; text: string; again?: string }> = {
  CANCELLED: { title: t.ending.cancelledTitle, text: t.invitation.cancelled },
  REMOVED: { title: t.joining.refusedTitle, text: t.joining.removed },
  DENIED: { title: t.joining.refusedTitle, text: t.joining.denied, again: t.joining.askAgain },
  LEFT: { title: t.joining.left, text: t.joining.leftText, again: t.joining.comeBack },
  ABANDONED: { title: t.joining.left, text: t.joining.elsewhere, again: t.joining.comeBack },
};

export function ClosedDoor({ reason, onRetry }: ClosedDoorProps) {
  const { title, text, again } = words[reason];
  return (
    <Door title={title} text={text} icon={<IconDoorExit size={30} />}>
      {again !== undefined && (
        <Button size="md" onClick={onRetry}>
          {again}
        </Button>
      )}
      <Button component={Link} to="/study-sessions" variant="default" size="md">
        {t.invitation.back}
      </Button>
    </Door>
  );
}
