import { useRoom } from '../../../sdk/react/index.ts';
import { useCommand } from '../hooks/use-command.ts';
import { useMayHost } from '../hooks/use-role.ts';
import { useHere } from '../room-context.ts';

export interface Lock {
  /** Only hosts write. */
  readonly locked: boolean;
  /** Whether that stops this person. */
  readonly shut: boolean;
  /** Null for who may not. */
  readonly toggle: (() => void) | null;
}

/** Whether hosts keep the writing of notes or of the board to themselves. */
export function useLock(tool: 'NOTES' | 'WHITEBOARD'): Lock {
  const { session } = useHere();
  const command = useCommand();
  const mayHost = useMayHost();
  const lockedTools = useRoom(session, (room) => room.settings.lockedTools) ?? [];
  const locked = lockedTools.includes(tool);
  const others = lockedTools.filter((one) => one !== tool);
  const toggle = () =>
    void command('session:updateSettings', { settings: { lockedTools: locked ? others : [...others, tool] } });
  return { locked, shut: locked && !mayHost, toggle: mayHost ? toggle : null };
}
