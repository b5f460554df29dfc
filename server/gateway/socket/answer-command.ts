import { commandArgs, commandEnvelope, type Command, type CommandName } from '../../protocol/commands.ts';
import { invalid } from '../../protocol/refusal-schema.ts';
import type { CommandId, SessionId } from '../../protocol/ids.ts';
import type { CommandAnswer } from '../../protocol/socket.ts';
import type { LimitName } from '../limits.ts';
import { refusedAck, type Answer, type CarrelSocket, type SocketDeps } from './types.ts';

const schemas = Object.fromEntries(
  Object.entries(commandArgs).map(([name, args]) => [name, commandEnvelope.extend(args.shape)]),
) as Record<CommandName, typeof commandEnvelope>;

/** Parse, count, perform, answer: the whole way of a command through the gateway. */
export async function answerCommand(
  deps: SocketDeps,
  socket: CarrelSocket,
  name: CommandName,
  payload: unknown,
): Promise<Answer<CommandAnswer>> {
  const end = deps.metrics.ackSeconds.startTimer();
  const parsed = schemas[name].safeParse(payload);
  const answer = parsed.success ? await perform(deps, socket, name, parsed.data) : refusedAck(invalid(parsed.error));
  deps.metrics.commands.inc({ name, outcome: answer.ok ? 'ok' : answer.error.code });
  end();
  return answer;
}

async function perform(
  { rooms, limiters }: SocketDeps,
  { data: { identity } }: CarrelSocket,
  name: CommandName,
  { sessionId, commandId, ...args }: { sessionId: SessionId; commandId: CommandId },
): Promise<Answer<CommandAnswer>> {
  const { userId } = identity;
  const limit: LimitName = name === 'chat:send' ? 'chat' : 'command';
  const limited = await limiters.consume(limit, userId);
  if (limited) {
    // A repetition is answered as the first time, however much was asked since.
    const before = await rooms.answered(sessionId, userId, commandId);
    return before ? { ok: true, ...before } : refusedAck(limited);
  }
  const command = { type: name, ...args } as Command;
  const performed = await rooms.perform(sessionId, { kind: 'person', person: identity }, command, commandId);
  if (!performed.ok) return refusedAck(performed.refusal);
  if (performed.repeated) await limiters.reward(limit, userId);
  return { ok: true, ...performed.answer };
}
