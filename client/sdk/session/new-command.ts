import { done, refused, type Outcome } from '../outcome.ts';
import { newCommandId } from '../uuid.ts';
import { commandArgs, type ArgsOf, type CommandName } from '../../../server/protocol/commands.ts';
import { invalid } from '../../../server/protocol/errors.ts';
import type { PendingCommand } from './session-state.ts';

/**
 * A command on its way, or VALIDATION_FAILED. Parsed by the server's own schema: what cannot be accepted is known now,
 * and what is predicted is what will be.
 */
export function newCommand<Name extends CommandName>(
  name: Name,
  args: ArgsOf<Name>,
  givenAt: number,
): Outcome<PendingCommand> {
  const parsed = commandArgs[name].safeParse(args);
  if (!parsed.success) return refused(invalid(parsed.error));
  const command = { commandId: newCommandId(), name, args: parsed.data, givenAt, delivery: { kind: 'pending' } };
  return done(command as PendingCommand);
}
