import type { Cursor } from '../../protocol/events.ts';
import type { CommandId, SessionId, UserId } from '../../protocol/ids.ts';
import type { CommandAnswer } from '../../protocol/socket.ts';
import type { CommitOutcome, Entry } from '../../rooms/ports.ts';
import { reaches, type roomLog } from './log.ts';
import type { remembered } from './remembered.ts';

/** An entry as it is written. Made when the commit is asked for: what its caller does to the entry later is nothing to us. */
type Row = { body: string; command?: { actorId: UserId; commandId: CommandId; answer: string } };

/** Throws if the entries do not continue `expected`: a gap in the log could never be mended. */
export function toRows({ epoch, rev }: Cursor, entries: readonly Entry[]): Row[] {
  return entries.map(({ commit, command }, index) => {
    if (commit.epoch !== epoch || commit.rev !== rev + 1 + index)
      throw new Error('The entries do not continue the log');
    const body = JSON.stringify(commit);
    return command === undefined ? { body } : { body, command: { ...command, answer: JSON.stringify(command.answer) } };
  });
}

/** The step of `commit`: looks, and writes only when nothing speaks against it. */
export function commitStep(log: ReturnType<typeof roomLog>, known: ReturnType<typeof remembered>) {
  return (sessionId: SessionId, expected: Cursor, rows: readonly Row[]): CommitOutcome => {
    const answers = new Map<number, CommandAnswer>();
    for (const [index, { command }] of rows.entries()) {
      const answer = command && known.answer(sessionId, command.actorId, command.commandId);
      if (answer) answers.set(index, answer);
    }
    if (answers.size > 0) return { kind: 'repeated', answers };
    const head = log.head(sessionId);
    if (head === undefined || !reaches(head, expected)) return { kind: 'stale' };
    if (head.rev > expected.rev) return { kind: 'conflict', missed: log.commitsAfter(sessionId, expected.rev) };
    log.append(
      sessionId,
      expected.rev,
      rows.map(({ body }) => body),
    );
    for (const { command } of rows) {
      if (command) known.keepAnswer(sessionId, command.actorId, command.commandId, command.answer);
    }
    return { kind: 'committed' };
  };
}
