import { newCommandId } from '../uuid.ts';
import type { ArgsOf, CommandName } from '../../../server/protocol/commands.ts';
import type { PendingCommand } from './session-state.ts';

/**
 * A command on its way. Whether its arguments will do is the server's to say, and its answer is shown with what was
 * typed; the schemas would cost a browser 25 kB. Text is trimmed as the server trims it, so that it does not jump.
 */
export function newCommand<Name extends CommandName>(name: Name, args: ArgsOf<Name>, givenAt: number): PendingCommand {
  const entries = Object.entries(args as Readonly<Record<string, unknown>>);
  const trimmed = entries.map(([key, value]) => [key, typeof value === 'string' ? value.trim() : value]);
  const command = { commandId: newCommandId(), name, args: Object.fromEntries(trimmed) as ArgsOf<Name>, givenAt };
  return { ...command, delivery: { kind: 'pending' } } as PendingCommand;
}
