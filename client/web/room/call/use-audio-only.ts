import { useRoom } from '../../../sdk/react/index.ts';
import { useHere } from '../room-context.ts';

/** Whether nobody's camera is taken here. */
export function useAudioOnly(): boolean {
  const { session } = useHere();
  return useRoom(session, (room) => room.settings.audioOnly ?? false) ?? false;
}
