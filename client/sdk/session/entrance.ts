import { backoffMs } from '../backoff.ts';
import type { Link, Reply } from '../connection/link.ts';
import { done, refused as refuse, unreachable, type Outcome } from '../outcome.ts';
import type { Refusal } from '../../../server/protocol/errors.ts';
import type { Cursor } from '../../../server/protocol/events.ts';
import type { SessionId } from '../../../server/protocol/ids.ts';
import type { AnswerTo, Update } from '../../../server/protocol/socket.ts';
import type { Lack } from './room-log.ts';

type JoinAnswer = AnswerTo<'room:join'>;

/** A join or a repair that gets no answer for so long will get none. */
const answerMs = 8_000;
const leaveMs = 5_000;
/** A commit that the server promised and that does not come. */
const overdueMs = 2_000;

export interface EntranceDeps {
  readonly sessionId: SessionId;
  readonly invite: string | undefined;
  readonly random: () => number;
  readonly cursor: () => Cursor | null;
  readonly onEntered: (answer: JoinAnswer) => void;
  readonly onUpdate: (update: Update) => void;
  /** The server does not let this person in. */
  readonly onTurnedAway: (refusal: Refusal) => void;
  readonly onSilent: (link: Link) => void;
  readonly onUnauthenticated: () => void;
}

/** What the handshake and `room:join` say of a session. */
export interface Asked {
  readonly sessionId: SessionId;
  readonly invite?: string;
  readonly since?: Cursor;
}

/**
 * Gets a session joined over each new link, and whole again after something was lost. One question is under way at a
 * time: what else is found lacking meanwhile is looked at when its answer has been folded.
 */
export function createEntrance(deps: EntranceDeps) {
  const { sessionId, invite, random, cursor, onEntered, onUpdate, onTurnedAway, onSilent, onUnauthenticated } = deps;
  let link: Link | null = null;
  let busy = false;
  /** The commits after the cursor are of no use: only the whole room is. */
  let whole = false;
  let attempts = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let overdue: ReturnType<typeof setTimeout> | undefined;

  function asked(): Asked {
    const since = whole ? null : cursor();
    return { sessionId, ...(invite === undefined ? {} : { invite }), ...(since ? { since } : {}) };
  }

  async function join(over: Link): Promise<void> {
    busy = true;
    const reply = await over.request('room:join', asked(), answerMs);
    if (over !== link) return;
    settle(over, reply, onEntered);
  }

  async function since(over: Link, from: Cursor): Promise<void> {
    busy = true;
    const reply = await over.request('room:since', { sessionId, ...from }, answerMs);
    if (over !== link) return;
    settle(over, reply, onUpdate);
  }

  function settle<Answer>(over: Link, reply: Reply<Answer>, onAnswer: (answer: Answer) => void): void {
    busy = false;
    clearTimeout(timer);
    if (reply.kind === 'answer') return onAnswer(reply.value);
    if (reply.kind === 'silent') return onSilent(over);
    refused(over, reply.refusal);
  }

  function refused(over: Link, refusal: Refusal): void {
    busy = false;
    clearTimeout(timer);
    switch (refusal.code) {
      case 'UNAUTHENTICATED':
        onUnauthenticated();
        return again(over, 0);
      case 'UNAVAILABLE':
      case 'RATE_LIMITED':
      case 'INTERNAL':
        return again(over, refusal.retryAfterMs ?? 0);
      default:
        onTurnedAway(refusal);
    }
  }

  function again(over: Link, afterMs: number): void {
    busy = true;
    timer = setTimeout(() => void join(over), Math.max(afterMs, backoffMs(attempts, random())));
    attempts += 1;
  }

  return {
    asked,
    /** `carried`: the handshake asked already, so the answer is pushed; one that does not come is asked for. */
    up(over: Link, carried: boolean): void {
      link = over;
      attempts = 0;
      if (!carried) return void join(over);
      busy = true;
      timer = setTimeout(() => void join(over), answerMs);
    },
    down(): void {
      link = null;
      busy = false;
      clearTimeout(timer);
      clearTimeout(overdue);
    },
    /** Says that this window leaves. */
    async goodbye(): Promise<Outcome<object>> {
      const over = link;
      const reply: Reply<object> = over ? await over.request('room:leave', { sessionId }, leaveMs) : { kind: 'silent' };
      if (reply.kind === 'answer') return done(reply.value);
      if (reply.kind === 'refused') return refuse(reply.refusal);
      if (over) onSilent(over);
      return refuse(unreachable());
    },
    /** A pushed answer. */
    pushed(reply: Exclude<Reply<JoinAnswer>, { kind: 'silent' }>): void {
      if (link) settle(link, reply, onEntered);
    },
    /** Asks for what is lacking, unless an answer is waited for already. */
    mend(lack: Lack): void {
      if (lack === 'nothing') {
        attempts = 0;
        whole = false;
        return;
      }
      if (lack === 'snapshot') whole = true;
      const from = cursor();
      if (!link || !from || busy) return;
      // Asked for in vain: something is wrong with the log itself, so the whole room is asked for, ever less often.
      if (attempts > 1) {
        whole = true;
        return again(link, 0);
      }
      attempts += 1;
      if (whole) void join(link);
      else void since(link, from);
    },
    /** The room is to reach this place; if it does not, something was lost and nobody noticed. */
    expect(at: Cursor): void {
      const from = cursor();
      if (!link || !from || at.epoch < from.epoch || (at.epoch === from.epoch && at.rev <= from.rev)) return;
      clearTimeout(overdue);
      overdue = setTimeout(() => {
        const now = cursor();
        if (!link || busy || !now || (now.epoch === at.epoch && now.rev >= at.rev)) return;
        void since(link, now);
      }, overdueMs);
    },
  };
}
