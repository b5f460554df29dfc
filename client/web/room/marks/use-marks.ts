import { useReadable, useRoom, useSelected } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { useMayHost } from '../hooks/use-role.ts';
import { isShown } from '../layout/shown-side-panel.ts';
import { useHere, useRoomUi, type SidePanel } from '../room-context.ts';
import { handsUpIn, unreadIn } from './seen.ts';

/** What waits in a panel: how much, and in words. */
export interface Mark {
  readonly count: number;
  readonly words: string;
}

/**
 * The marks of the side panels: messages and raised hands that have not been in view, and who stands at the door for who
 * may open it, as long as they stand there. On a desktop the people are in view on the left, with the door.
 */
export function useMarks(): Partial<Record<SidePanel, Mark>> {
  const unread = useUnread();
  const knocks = useKnocks();
  const hands = useUnseenHands();
  const people = useRoomUi().screen === 'desktop' ? 0 : knocks + hands;
  const words = [knocks && t.count.knocks(knocks), hands && t.count.hands(hands)].filter(Boolean).join(', ');
  return {
    ...(unread > 0 ? { chat: { count: unread, words: t.count.unread(unread) } } : {}),
    ...(people > 0 ? { people: { count: people, words } } : {}),
  };
}

/** How many messages have come since the chat was last in view. */
export function useUnread(): number {
  const { session, selfId, seen } = useHere();
  const before = useReadable(seen);
  const inView = isShown(useRoomUi(), 'chat');
  return useSelected(session.chat, (chat) => (inView ? 0 : unreadIn(chat, before, selfId))) ?? 0;
}

function useKnocks(): number {
  const { session } = useHere();
  const mayHost = useMayHost();
  const waiting = useRoom(session, (room) => Object.keys(room.waiting).length) ?? 0;
  return mayHost ? waiting : 0;
}

function useUnseenHands(): number {
  const { session, selfId, seen } = useHere();
  const { handAt } = useReadable(seen);
  return useRoom(session, (room) => handsUpIn(room, selfId).filter((at) => at > handAt).length) ?? 0;
}
