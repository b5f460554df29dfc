import { useMemo } from 'react';
import type { MessageId } from '../../../server/protocol/ids.ts';
import type { SessionHandle } from '../session/session-handle.ts';
import type { ChatView } from '../session/session-state.ts';
import { useSelected } from './use-selected.ts';
import { whenThere } from './when-there.ts';

const empty: ChatView = { entries: [], total: 0, older: { kind: 'none' } };

/** The chat with what is pending and failed in it. Entries keep their identity, so memoised rows do not render again. */
export function useSessionChat(session: SessionHandle | null) {
  const view = useSelected(session?.chat ?? null, (chat) => chat) ?? empty;
  const typing = useSelected(session?.typing ?? null, (people) => people) ?? [];
  const actions = useMemo(() => chatActions(session), [session]);
  return { ...view, typing, ...actions };
}

function chatActions(session: SessionHandle | null) {
  const { send, retry, discard } = whenThere(session);
  return {
    send: (content: string) => send('chat:send', { content }),
    edit: (messageId: MessageId, content: string) => send('chat:edit', { messageId, content }),
    remove: (messageId: MessageId) => send('chat:delete', { messageId }),
    react: (messageId: MessageId, emoji: string) => send('chat:react', { messageId, emoji }),
    retry,
    discard,
    loadOlder: async () => session?.loadOlderMessages(),
    signalTyping: () => session?.signalTyping(),
  };
}
