import type { Outcome } from '../outcome.ts';
import type { MessagesAnswer } from '../api/answers.ts';
import type { Refusal } from '../../../server/protocol/errors.ts';
import type { Commit, RoomEvent } from '../../../server/protocol/events.ts';
import type { MessageId, UserId } from '../../../server/protocol/ids.ts';
import type { RestMessage } from '../../../server/protocol/rest/sessions.ts';
import type { Message, RoomState } from '../../../server/protocol/room.ts';
import { fold } from '../../../server/domain/fold.ts';
import type { Step } from './room-log.ts';
import type { ChatView } from './session-state.ts';

export type LoadMessages = (before: MessageId | undefined) => Promise<Outcome<MessagesAnswer>>;

/** Kept in memory; who scrolls further up loads what was dropped at the other end again when they come back. */
const mostMessages = 5_000;

/** The messages before those in live state: pages that were asked for, and what has left live state since. */
export function createMessageHistory(load: LoadMessages, onChange: () => void) {
  let older: readonly Message[] = [];
  /** By author, as the archive knows them: of those who left the room's list of people. */
  const names = new Map<UserId, string>();
  let all = false;
  let asking: { readonly heard: Commit[] } | null = null;
  let failure: Refusal | null = null;

  function status(room: RoomState): ChatView['older'] {
    if (asking) return { kind: 'loading' };
    if (failure) return { kind: 'failed', refusal: failure };
    return all || older.length + room.chat.recent.length >= room.chat.total ? { kind: 'none' } : { kind: 'some' };
  }

  return {
    older: () => older,
    name: (userId: UserId) => names.get(userId) ?? null,
    status,

    /** After a commit: what has left live state comes here, and changes to what is here are made. */
    folded({ commit, before, after }: Step): void {
      asking?.heard.push(commit);
      older = replay(older, after, [commit]);
      const first = after.chat.recent[0];
      const left = first ? before.chat.recent.findIndex(({ id }) => id === first.id) : 0;
      if (left <= 0) return;
      older = [...older, ...before.chat.recent.slice(0, left)];
      if (older.length <= mostMessages) return;
      older = older.slice(-mostMessages);
      all = false;
    },

    /** The room was loaded anew, and what happened to older messages meanwhile was not told. */
    forget(): void {
      older = [];
      all = false;
      asking = null;
      failure = null;
    },

    async loadPage(room: () => RoomState | null): Promise<void> {
      const now = room();
      if (!now || asking || status(now).kind === 'none') return;
      const mine: { heard: Commit[] } = { heard: [] };
      asking = mine;
      failure = null;
      onChange();
      const answer = await load(older[0]?.id ?? now.chat.recent[0]?.id);
      const then = room();
      if (asking !== mine || !then) return;
      asking = null;
      if (answer.ok) {
        const { messages, hasMore } = answer.value;
        for (const { authorId, authorName } of messages) if (authorId && authorName) names.set(authorId, authorName);
        const known = new Set([...older, ...then.chat.recent].map(({ id }) => id));
        const page = messages.map(fromRest).filter(({ id }) => !known.has(id));
        older = [...replay(page.toReversed(), then, mine.heard), ...older];
        all = !hasMore;
      } else failure = answer.refusal;
      onChange();
    },
  };
}

/** Messages after commits that edited, deleted or reacted to them, by the fold that does it to live state. */
function replay(messages: readonly Message[], room: RoomState, commits: readonly Commit[]): readonly Message[] {
  if (messages.length === 0) return messages;
  const changes = commits.flatMap((commit) => commit.events.filter(changesMessage).map((event) => ({ event, commit })));
  return changes.reduce<readonly Message[]>((list, { event, commit }) => {
    const state = { ...room, chat: { recent: [...list], total: room.chat.total } };
    const { recent } = fold(state, event, commit).chat;
    return recent.every((message, index) => message === list[index]) ? list : recent;
  }, messages);
}

const changesMessage = ({ type }: RoomEvent): boolean =>
  type === 'chat.edited' || type === 'chat.deleted' || type === 'chat.reacted';

function fromRest({ authorName: _, createdAt, editedAt, deletedAt, ...rest }: RestMessage): Message {
  const id = rest.id as MessageId;
  const at = (time: string | null) => (time === null ? null : Date.parse(time));
  return { ...rest, id, createdAt: Date.parse(createdAt), editedAt: at(editedAt), deletedAt: at(deletedAt) };
}
