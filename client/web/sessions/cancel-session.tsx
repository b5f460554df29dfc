import { client } from '../app/client.ts';
import { t } from '../strings/index.ts';
import { Confirm } from '../ui/confirm.tsx';
import { sayRefusal } from '../ui/toast.ts';
import { sessionsChanged, type ListedSession } from './session-lists.ts';

interface CancelSessionProps {
  readonly session: ListedSession;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function CancelSession({ session, opened, onClose }: CancelSessionProps) {
  async function cancel(): Promise<void> {
    const answer = await client.api.sessions.cancel(session.id);
    if (!answer.ok) sayRefusal(answer.refusal);
    sessionsChanged();
  }

  return (
    <Confirm
      opened={opened}
      title={t.sessions.cancel}
      text={t.sessions.cancelAsk(session.title)}
      yes={t.sessions.cancel}
      no={t.sessions.keep}
      onYes={() => void cancel()}
      onClose={onClose}
    />
  );
}
