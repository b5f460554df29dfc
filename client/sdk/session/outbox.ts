import { backoffMs } from '../backoff.ts';
import type { Link, Reply } from '../connection/link.ts';
import { done, refused, unreachable, type Outcome } from '../outcome.ts';
import type { CommandName, CommandPayload } from '../../../server/protocol/commands.ts';
import { refuse, type Refusal } from '../../../server/protocol/errors.ts';
import type { Cursor } from '../../../server/protocol/events.ts';
import type { CommandId, SessionId } from '../../../server/protocol/ids.ts';
import type { CommandAnswer } from '../../../server/protocol/socket.ts';
import { isPredicted } from './prediction.ts';
import type { Step } from './room-log.ts';
import type { PendingCommand } from './session-state.ts';

type Answered = (outcome: Outcome<CommandAnswer>) => void;
type Stage =
  | { readonly kind: 'unsent' }
  /** On the wire of the present link, or of one that is gone and did not say so yet. */
  | { readonly kind: 'sent' }
  /** Done, and to be seen in the room from this place on. */
  | { readonly kind: 'accepted'; readonly at: Cursor }
  | { readonly kind: 'failed' };

interface Entry {
  command: PendingCommand;
  stage: Stage;
  /** Where its commit was folded: the room shows it, whatever became of the answer. */
  inRoom: Cursor | null;
  answered: Answered;
  expiry: ReturnType<typeof setTimeout>;
}

/** No answer on a link that may live: the command is sent once more. It is the same one, so it happens once. */
const ackMs = 8_000;
const predictedMs = 24 * 3_600_000;
/** A host who asked for the next phase a minute ago does not want the one after it skipped now. */
const momentaryMs = 60_000;
const mostEntries = 500;

export interface OutboxDeps {
  readonly sessionId: SessionId;
  readonly random: () => number;
  readonly onChange: () => void;
  /** The room will get here; it may have been told already. */
  readonly onAccepted: (at: Cursor) => void;
  readonly onLateAnswer: () => void;
  readonly onUnauthenticated: () => void;
}

/** The commands of one session that are on their way, in the order given. */
export function createOutbox(deps: OutboxDeps) {
  const { sessionId, random, onChange, onAccepted, onLateAnswer, onUnauthenticated } = deps;
  let entries: readonly Entry[] = [];
  let link: Link | null = null;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  function add(command: PendingCommand): Promise<Outcome<CommandAnswer>> {
    if (entries.length >= mostEntries) {
      return Promise.resolve(refused(refuse('RATE_LIMITED', 'Too much is waiting to be sent')));
    }
    return new Promise((answered) => {
      const lifeMs = isPredicted(command.name) ? predictedMs : momentaryMs;
      const expiry = setTimeout(() => fail(entry, unreachable('The server did not answer in time')), lifeMs);
      const entry: Entry = { command, stage: { kind: 'unsent' }, inRoom: null, answered, expiry };
      entries = [...entries, entry];
      // What waits after an UNAVAILABLE goes first.
      if (pause === undefined) flush();
      onChange();
    });
  }

  function flush(): void {
    pause = clear(pause);
    if (!link) return;
    for (const entry of entries) if (entry.stage.kind === 'unsent') transmit(entry, link);
  }

  function transmit(entry: Entry, over: Link): void {
    const sent: Stage = { kind: 'sent' };
    entry.stage = sent;
    const { commandId, name, args } = entry.command;
    const payload = { sessionId, commandId, ...(args as object) } as CommandPayload<CommandName>;
    void over.request(name, payload, ackMs).then((reply) => {
      if (entry.stage === sent) answer(entry, over, reply);
    });
  }

  function answer(entry: Entry, over: Link, reply: Reply<CommandAnswer>): void {
    switch (reply.kind) {
      case 'answer':
        failures = 0;
        return accept(entry, reply.value);
      case 'refused':
        return turnedDown(entry, reply.refusal);
      case 'silent':
        entry.stage = { kind: 'unsent' };
        // A link that is gone says nothing either, but then the next one sends all of it.
        if (link !== over) return;
        onLateAnswer();
        return flush();
    }
  }

  function accept(entry: Entry, value: CommandAnswer): void {
    const { epoch, rev } = value;
    clearTimeout(entry.expiry);
    entry.stage = { kind: 'accepted', at: { epoch, rev } };
    if (!isPredicted(entry.command.name) || entry.inRoom) remove(entry);
    entry.answered(done(value));
    onAccepted({ epoch, rev });
    onChange();
  }

  function turnedDown(entry: Entry, refusal: Refusal): void {
    const { code, retryAfterMs = 0 } = refusal;
    if (code !== 'UNAVAILABLE' && code !== 'UNAUTHENTICATED') return fail(entry, refusal);
    if (code === 'UNAUTHENTICATED') onUnauthenticated();
    entry.stage = { kind: 'unsent' };
    pause ??= setTimeout(flush, Math.max(retryAfterMs, backoffMs(failures, random())));
    failures += 1;
  }

  function fail(entry: Entry, refusal: Refusal): void {
    clearTimeout(entry.expiry);
    entry.stage = { kind: 'failed' };
    entry.command = { ...entry.command, delivery: { kind: 'failed', refusal } };
    // What nobody sees pending has nobody to see it failed: its caller is told.
    if (!isPredicted(entry.command.name) || entry.inRoom) remove(entry);
    entry.answered(refused(refusal));
    onChange();
  }

  function remove(entry: Entry): void {
    entries = entries.filter((other) => other !== entry);
  }

  const visible = () => entries.filter(({ inRoom }) => !inRoom).map(({ command }) => command);
  const failed = (commandId: CommandId) =>
    entries.find(({ command, stage }) => command.commandId === commandId && stage.kind === 'failed');

  return {
    add,
    /** All that is not in the room yet, failed or not, in the order given. */
    visible,
    retry(commandId: CommandId): Promise<Outcome<CommandAnswer>> {
      const entry = failed(commandId);
      if (!entry) return Promise.resolve(refused(refuse('NOT_FOUND', 'There is no such failed command')));
      remove(entry);
      return add({ ...entry.command, delivery: { kind: 'pending' } });
    },
    discard(commandId: CommandId): void {
      const entry = failed(commandId);
      if (!entry) return;
      remove(entry);
      onChange();
    },
    /** The session is joined over this link: what was not answered is sent, in order and under the same ids. */
    attach(over: Link): void {
      link = over;
      flush();
    },
    detach(): void {
      link = null;
      pause = clear(pause);
      for (const entry of entries) if (entry.stage.kind === 'sent') entry.stage = { kind: 'unsent' };
    },
    /** The room has got this far. */
    reached(cursor: Cursor, fresh: readonly Step[]): void {
      for (const { commit } of fresh) {
        const entry = entries.find(({ command }) => command.commandId === commit.commandId);
        if (entry) entry.inRoom = { epoch: commit.epoch, rev: commit.rev };
      }
      entries = entries.filter(({ stage, inRoom }) => {
        if (stage.kind === 'failed') return inRoom === null;
        return stage.kind !== 'accepted' || isAfter(stage.at, cursor);
      });
    },
    /**
     * Nothing is sent any more. What was waited for is refused, but for what the room shows: the answer to the command
     * that ended the session comes after the news that it is over. Gives what had not reached the server.
     */
    end(refusal: Refusal): readonly PendingCommand[] {
      link = null;
      pause = clear(pause);
      const open = entries.filter(({ stage }) => stage.kind === 'unsent' || stage.kind === 'sent');
      for (const entry of open) {
        if (entry.inRoom) accept(entry, entry.inRoom);
        else fail(entry, refusal);
      }
      const left = visible();
      entries = [];
      return left;
    },
  };
}

const isAfter = (at: Cursor, cursor: Cursor): boolean =>
  at.epoch > cursor.epoch || (at.epoch === cursor.epoch && at.rev > cursor.rev);

function clear(timer: ReturnType<typeof setTimeout> | undefined): undefined {
  clearTimeout(timer);
}
