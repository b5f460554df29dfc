import type { ArgsOf, CommandName } from '../../../server/protocol/commands.ts';
import type { Commit } from '../../../server/protocol/events.ts';
import type { CommandId, SessionId, UserId } from '../../../server/protocol/ids.ts';
import type { CommandAnswer } from '../../../server/protocol/socket.ts';
import type { Outcome } from '../outcome.ts';
import type { Readable } from '../readable.ts';
import type { CallLine } from './call-line.ts';
import type { ChatView, GoalsView, SessionState } from './session-state.ts';

/** A session this client is in, or is on its way into. */
export interface SessionHandle {
  readonly sessionId: SessionId;
  readonly state: Readable<SessionState>;
  readonly chat: Readable<ChatView>;
  readonly goals: Readable<GoalsView>;
  /** Who else is typing just now. */
  readonly typing: Readable<readonly UserId[]>;

  /**
   * Gives a command and waits for the server's answer, across reconnects, with the same id. Chat and goals show at once
   * and wait up to 24 h; when refused they stay in view as failed. Anything else is meant for the moment: given up with
   * UNAVAILABLE after a minute without an answer, when it may or may not have happened (the room's state tells).
   */
  readonly send: <Name extends CommandName>(name: Name, args: ArgsOf<Name>) => Promise<Outcome<CommandAnswer>>;
  /** Sends a failed command once more, under the same id. */
  readonly retry: (commandId: CommandId) => Promise<Outcome<CommandAnswer>>;
  /** Takes a failed command out of view. */
  readonly discard: (commandId: CommandId) => void;

  /** Loads one page of messages before those in view. */
  readonly loadOlderMessages: () => Promise<void>;

  /** Tells the others that this person is typing; call it on every keystroke, few are sent. */
  readonly signalTyping: () => void;
  readonly sendReaction: (emoji: string) => void;
  readonly onReaction: (listener: (reaction: { userId: UserId; emoji: string }) => void) => () => void;
  /** Each commit after it was folded, in order: for sounds and announcements. What a snapshot skipped is not heard. */
  readonly onCommit: (listener: (commit: Commit) => void) => () => void;

  /** What sound and pictures are arranged over (media/index.ts). They are a part of their own: not everybody wants a call. */
  readonly callLine: CallLine;

  /** The server's time as best known, in epoch milliseconds. */
  readonly serverNow: () => number;
  /** What the timer shows: null for a stopwatch and before the room is known. Never grows within a phase. */
  readonly remainingMs: () => number | null;
  /** How long the phase has run. Never shrinks within a phase. */
  readonly elapsedMs: () => number;

  /** Says goodbye: this person leaves if this was their last window. The handle is closed whatever the answer. */
  readonly leave: () => Promise<Outcome<object>>;
  /** Goes away without a word, as a closed tab does: the server shows the person as away and later as left. */
  readonly close: () => void;
}
