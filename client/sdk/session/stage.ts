import { writable, type Readable } from '../readable.ts';
import { reuseList } from '../reuse.ts';
import type { Refusal } from '../../../server/protocol/errors.ts';
import type { Cursor } from '../../../server/protocol/events.ts';
import type { UserId } from '../../../server/protocol/ids.ts';
import type { Message, RoomState } from '../../../server/protocol/room.ts';
import { chatView } from './chat-view.ts';
import { goalsView } from './goals-view.ts';
import { predict } from './prediction.ts';
import type { ChatView, GoalsView, PendingCommand, Resync, Self, SessionState } from './session-state.ts';

export type EndReason = Extract<SessionState, { kind: 'closed' }>['reason'];

interface History {
  readonly older: () => readonly Message[];
  readonly name: (userId: UserId) => string | null;
  readonly status: (room: RoomState) => ChatView['older'];
}

export interface Stage {
  readonly state: Readable<SessionState>;
  readonly chat: Readable<ChatView>;
  readonly goals: Readable<GoalsView>;
  readonly waiting: () => void;
  readonly ready: (now: {
    readonly room: RoomState;
    readonly cursor: Cursor;
    readonly self: Self;
    readonly live: boolean;
    readonly pending: readonly PendingCommand[];
  }) => void;
  readonly resynced: (resync: Resync) => void;
  /** The curtain: what is seen stays. */
  readonly over: (
    last: { readonly room: RoomState | null; readonly self: Self | null; readonly pending: readonly PendingCommand[] },
    why: { readonly reason: EndReason } | { readonly refusal: Refusal },
  ) => void;
}

const resyncsKept = 10;

/** What of a session can be seen. What did not change keeps its identity from one state to the next. */
export function createStage(history: History): Stage {
  const state = writable<SessionState>({ kind: 'joining' });
  const chat = writable<ChatView>({ entries: [], total: 0, older: { kind: 'none' } });
  const goals = writable<GoalsView>({ entries: [], completed: 0, stray: [] });
  let resyncs: readonly Resync[] = [];
  let pending: readonly PendingCommand[] = [];
  let played: {
    readonly told: RoomState;
    readonly pending: readonly PendingCommand[];
    readonly shown: RoomState;
  } | null = null;

  /** The room with what is pending played over it; the views follow. */
  function play(told: RoomState, userId: UserId, next: readonly PendingCommand[]): RoomState {
    pending = reuseList(pending, next);
    if (played?.told !== told || played.pending !== pending) {
      const waiting = pending.filter(({ delivery }) => delivery.kind === 'pending');
      played = { told, pending, shown: predict(told, userId, waiting) };
    }
    const scene = { ...played, userId };
    const archive = { older: history.older(), status: history.status(told), name: history.name };
    chat.set(chatView(scene, archive, chat.getSnapshot()));
    goals.set(goalsView(scene, goals.getSnapshot()));
    return played.shown;
  }

  return {
    state,
    chat,
    goals,
    waiting: () => state.set({ kind: 'waiting' }),
    ready({ room: told, cursor, self, live, pending: next }) {
      const room = play(told, self.userId, next);
      state.set({ kind: 'ready', room, self, cursor, live, pending, resyncs });
    },
    resynced(resync) {
      resyncs = [...resyncs, resync].slice(-resyncsKept);
    },
    over({ room: told, self, pending: next }, why) {
      const room = told && self ? play(told, self.userId, next) : null;
      state.set('reason' in why ? { kind: 'closed', ...why, room, pending: next } : { kind: 'refused', ...why, room });
    },
  };
}
