import { useCallback } from 'react';
import type { ArgsOf, CommandName } from '../../../../server/protocol/commands.ts';
import { sayRefusal } from '../../ui/toast.ts';
import { useHere } from '../room-context.ts';

/** Gives a command, and says so when it is refused. True when it was accepted. */
export function useCommand() {
  const { session } = useHere();
  return useCallback(
    async <Name extends CommandName>(name: Name, args: ArgsOf<Name>): Promise<boolean> => {
      const answer = await session.send(name, args);
      if (!answer.ok) sayRefusal(answer.refusal);
      return answer.ok;
    },
    [session],
  );
}
