import type { Goal, Message, Phase, Role, SessionStatus, Settings, TimerConfig } from '../../protocol/room.ts';
import type { GoalId, MessageId, UserId } from '../../protocol/ids.ts';

/** What some commits come to in rows: only the last of what happened to each. Times are epoch milliseconds. */
export type Changes = {
  readonly session: { status?: SessionStatus; startedAt?: number; endedAt?: number };
  readonly settings: Partial<Settings> & { timer?: TimerConfig };
  readonly people: Map<UserId, PersonChange>;
  /** Somebody else became host: whoever is HOST in the rows no longer is. */
  hostChanged: boolean;
  readonly attendance: Map<UserId, Stays>;
  readonly phases: CompletedPhase[];
  readonly chat: ChatChanges;
  readonly goals: GoalChanges;
  readonly notices: Notice[];
};

/** `fresh`: invited or joined, so that there may be no row yet. */
export type PersonChange = {
  fresh?: true;
  role?: Role;
  status?: 'INVITED' | 'JOINED' | 'LEFT' | 'REMOVED';
  /** Kept only if it is the first. */
  joinedAt?: number;
  leftAt?: number | null;
};

/** What becomes of the interval that is already in the rows, and the intervals that began since. */
export type Stays = { earlier?: { endedAt: number | null }; readonly later: Stay[] };
export type Stay = { readonly startedAt: number; endedAt: number | null };

export type CompletedPhase = {
  readonly epoch: number;
  readonly rev: number;
  readonly phase: Phase;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly participantIds: readonly UserId[];
};

export type ChatChanges = {
  readonly sent: Map<MessageId, Message & { readonly rev: number }>;
  /** Of messages that are in the rows already. */
  readonly edited: Map<MessageId, { readonly content: string; readonly editedAt: number }>;
  readonly deleted: Map<MessageId, number>;
  /** By message, person and emoji; `at` is null for a reaction taken back. */
  readonly reactions: Map<string, Reaction>;
};
export type Reaction = {
  readonly messageId: MessageId;
  readonly userId: UserId;
  readonly emoji: string;
  readonly at: number | null;
};

export type GoalChanges = {
  readonly added: Map<GoalId, Goal>;
  /** Of goals that are in the rows already. */
  readonly changed: Map<GoalId, Partial<Goal>>;
  readonly removed: Set<GoalId>;
  /** In the order in which they happened. */
  readonly order: OrderStep[];
};
export type OrderStep = { readonly id: GoalId; readonly to: number | 'end' | 'gone' };

/** What people who are not in the room are told. */
export type Notice =
  | { readonly kind: 'invited'; readonly userId: UserId; readonly byId: UserId | null; readonly at: number }
  | { readonly kind: 'started' | 'ended' | 'cancelled'; readonly byId: UserId | null; readonly at: number };

export const noChanges = (): Changes => ({
  session: {},
  settings: {},
  people: new Map(),
  hostChanged: false,
  attendance: new Map(),
  phases: [],
  chat: { sent: new Map(), edited: new Map(), deleted: new Map(), reactions: new Map() },
  goals: { added: new Map(), changed: new Map(), removed: new Set(), order: [] },
  notices: [],
});
