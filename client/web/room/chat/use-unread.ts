import { useState } from 'react';
import type { SessionHandle } from '../../../sdk/index.ts';
import { useSelected } from '../../../sdk/react/index.ts';

/** How many messages have come since the chat was last in view. */
export function useUnread(session: SessionHandle, inView: boolean): number {
  const total = useSelected(session.chat, (chat) => chat.total) ?? 0;
  const [seen, setSeen] = useState(total);
  if (inView && seen !== total) setSeen(total);
  return inView ? 0 : Math.max(0, total - seen);
}
