import type { ServerClock } from '../clock/server-clock.ts';
import { createTimerFace } from '../clock/timer-face.ts';
import type { Link } from '../connection/link.ts';
import type { Push } from '../connection/transport.ts';
import { done, refused, type Outcome } from '../outcome.ts';
import { signal } from '../readable.ts';
import type { Surroundings } from '../surroundings.ts';
import type { ArgsOf, CommandName } from '../../../server/protocol/commands.ts';
import { refuse, type Refusal } from '../../../server/protocol/errors.ts';
import type { Commit } from '../../../server/protocol/events.ts';
import type { SessionId, UserId } from '../../../server/protocol/ids.ts';
import type { AnswerTo, CommandAnswer, Update } from '../../../server/protocol/socket.ts';
import { createCallLine } from './call-line.ts';
import { createEntrance, type Asked } from './entrance.ts';
import { createMessageHistory, type LoadMessages } from './message-history.ts';
import { newCommand } from './new-command.ts';
import { createOutbox } from './outbox.ts';
import { createRoomLog, type Received } from './room-log.ts';
import type { SessionHandle } from './session-handle.ts';
import type { Self } from './session-state.ts';
import { createStage, type EndReason } from './stage.ts';
import { createTyping } from './typing.ts';

export interface SessionDeps {
  readonly sessionId: SessionId;
  readonly invite: string | undefined;
  readonly clock: ServerClock;
  readonly surroundings: Surroundings;
  readonly loadMessages: LoadMessages;
  readonly link: () => Link | null;
  /** The link does not answer. */
  readonly onSilent: (link: Link) => void;
  readonly onLateAnswer: () => void;
  readonly onUnauthenticated: () => void;
  /** `abandoned`: the server was told nothing of it. */
  readonly onOver: (how: 'told' | 'abandoned') => void;
}

/** A session as the client sees it, behind the handle. */
export interface Session {
  readonly handle: SessionHandle;
  /** What the next handshake or join says. */
  readonly asked: () => Asked;
  /** A new link is open; `carried`: its handshake asked to join this session. */
  readonly up: (link: Link, carried: boolean) => void;
  readonly down: () => void;
  readonly hear: (push: RoomPush) => void;
}
export type RoomPush = Exclude<Push, { name: 'notification' | 'server:draining' }>;

export function createSession(deps: SessionDeps): Session {
  const { sessionId, invite, clock, surroundings, link } = deps;
  const { random, monotonic } = surroundings;
  const commits = signal<Commit>();
  const reactions = signal<{ userId: UserId; emoji: string }>();

  const log = createRoomLog();
  const typing = createTyping();
  const call = createCallLine(sessionId);
  const face = createTimerFace(clock.now);
  const history = createMessageHistory(deps.loadMessages, publish);
  const stage = createStage(history);
  const { onSilent, onLateAnswer, onUnauthenticated } = deps;
  const entrance = createEntrance({
    sessionId,
    invite,
    random,
    cursor: log.cursor,
    onEntered: entered,
    onUpdate: updated,
    onTurnedAway: turnedAway,
    onSilent,
    onUnauthenticated,
  });
  const outbox = createOutbox({
    sessionId,
    random,
    onChange: publish,
    onAccepted: (at) => entrance.expect(at),
    onLateAnswer,
    onUnauthenticated,
  });

  let self: Self | null = null;
  let live = false;
  /** Why commands are no longer taken; null while they are. */
  let over: Refusal | null = null;

  function entered(answer: AnswerTo<'room:join'>): void {
    if ('waiting' in answer) {
      live = false;
      call.unseated();
      return stage.waiting();
    }
    self = answer.self;
    updated(answer);
    const joinedOver = link();
    if (!joinedOver || over) return;
    outbox.attach(joinedOver);
    call.seated(joinedOver);
  }

  function updated(update: Update): void {
    clock.hint(update.serverAt);
    const epochBefore = log.cursor()?.epoch;
    const received = log.update(update);
    if (received.loaded) history.forget();
    if (epochBefore !== undefined && log.cursor()?.epoch !== epochBefore) {
      stage.resynced({ at: clock.now(), epoch: update.epoch });
    }
    moved(received);
  }

  /** The room may have got further. */
  function moved({ fresh, lack }: Received): void {
    const cursor = log.cursor();
    if (!cursor) return;
    for (const step of fresh) {
      history.folded(step);
      for (const event of step.commit.events) {
        if (event.type === 'chat.sent' && event.message.authorId) typing.stopped(event.message.authorId);
      }
    }
    outbox.reached(cursor, fresh);
    live = lack === 'nothing' && link() !== null;
    publish();
    entrance.mend(lack);
    for (const { commit } of fresh) commits.send(commit);
  }

  function publish(): void {
    const room = log.room();
    const cursor = log.cursor();
    if (room && cursor && self && !over) stage.ready({ room, cursor, self, live, pending: outbox.visible() });
  }

  function turnedAway(refusal: Refusal): void {
    const room = log.room();
    if (room && refusal.code === 'SESSION_ENDED') return end(refusal, 'told', 'ENDED');
    end(refusal, 'told', null);
  }

  function end(refusal: Refusal, how: 'told' | 'abandoned', reason: EndReason | null): void {
    if (over) return;
    entrance.down();
    typing.close();
    call.unseated();
    over = refusal;
    live = false;
    stage.over({ room: log.room(), self, pending: outbox.end(refusal) }, reason ? { reason } : { refusal });
    deps.onOver(how);
  }

  function hear(push: RoomPush): void {
    switch (push.name) {
      case 'room:joined': {
        const { ok: _, sessionId: __, ...value } = push.payload;
        return entrance.pushed({ kind: 'answer', value });
      }
      case 'room:refused':
        return entrance.pushed({ kind: 'refused', refusal: push.payload.error });
      case 'room:commits':
        return moved(log.receive(push.payload.commits));
      case 'room:closed': {
        const { reason } = push.payload;
        const isOver = reason === 'ENDED' || reason === 'CANCELLED';
        return end(isOver ? sessionIsOver : notInSession, 'told', reason);
      }
      case 'chat:typing':
        if (push.payload.userId !== self?.userId) typing.heard(push.payload.userId);
        return;
      case 'room:reaction':
        return reactions.send(push.payload);
      default:
        return call.hear(push);
    }
  }

  function give<Name extends CommandName>(name: Name, args: ArgsOf<Name>): Promise<Outcome<CommandAnswer>> {
    if (over) return Promise.resolve(refused(over));
    return outbox.add(newCommand(name, args, Math.round(clock.now())));
  }

  const handle: SessionHandle = {
    sessionId,
    state: stage.state,
    chat: stage.chat,
    goals: stage.goals,
    typing: typing.people,
    send: give,
    retry: (commandId) => (over ? Promise.resolve(refused(over)) : outbox.retry(commandId)),
    discard: (commandId) => outbox.discard(commandId),
    loadOlderMessages: () => history.loadPage(log.room),
    signalTyping() {
      if (live && typing.mayTell(monotonic())) link()?.signal('chat:typing', { sessionId });
    },
    sendReaction(emoji) {
      if (live) link()?.signal('room:reaction', { sessionId, emoji });
    },
    onReaction: reactions.listen,
    onCommit: commits.listen,
    callLine: call.line,
    serverNow: clock.now,
    remainingMs() {
      const room = log.room();
      return room && face.remainingMs(room.timer);
    },
    elapsedMs() {
      const room = log.room();
      return room ? face.elapsedMs(room.timer) : 0;
    },
    leave() {
      if (over) return Promise.resolve(done({}));
      const answer = entrance.goodbye();
      // Not when the answer comes: whatever happens to the link meanwhile, nothing joins again.
      end(notInSession, 'told', 'LEFT');
      return answer;
    },
    close: () => end(notInSession, 'abandoned', 'ABANDONED'),
  };

  return {
    handle,
    asked: () => entrance.asked(),
    up: (over, carried) => entrance.up(over, carried),
    down() {
      entrance.down();
      outbox.detach();
      call.unseated();
      live = false;
      publish();
    },
    hear,
  };
}

const sessionIsOver = refuse('SESSION_ENDED', 'This session is over');
const notInSession = refuse('INVALID_STATE', 'You are not in this session any more');
