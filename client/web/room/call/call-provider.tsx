import { useEffect, useMemo, type ReactNode } from 'react';
import { createCall, type Call } from '../../../sdk/media/index.ts';
import { useReadable } from '../../../sdk/react/index.ts';
import { writable } from '../../../sdk/readable.ts';
import { deviceSurroundings } from '../../../sdk/surroundings.ts';
import { useHere } from '../room-context.ts';
import { CallContext } from './call-context.ts';
import { CallEvents } from './call-events.tsx';
import { CallSounds } from './call-sounds.tsx';
import { callChoices } from './choices.ts';
import { HoldToTalk } from './hold-to-talk.tsx';

/** The call of the room: heard whatever is on the stage, left with the room. */
export function CallProvider({ children }: { children: ReactNode }) {
  const { session, selfId } = useHere();
  const place = useMemo(
    () =>
      createPlace(() =>
        createCall({
          line: session.callLine,
          selfId,
          surroundings: deviceSurroundings(),
          choices: callChoices.getSnapshot(),
        }),
      ),
    [session, selfId],
  );
  const call = useReadable(place);
  useEffect(() => {
    if (!call) return undefined;
    return callChoices.subscribe(() => void call.choose(callChoices.getSnapshot()));
  }, [call]);
  return (
    <CallContext value={call}>
      {children}
      {call && (
        <>
          <CallSounds call={call} />
          <CallEvents call={call} />
          <HoldToTalk call={call} />
        </>
      )}
    </CallContext>
  );
}

/** A call for as long as somebody listens. */
function createPlace(open: () => Call) {
  const call = writable<Call | null>(null);
  return {
    getSnapshot: call.getSnapshot,
    subscribe: (listener: () => void) => {
      call.set(open());
      const stop = call.subscribe(listener);
      listener();
      return () => {
        stop();
        call.getSnapshot()?.close();
        call.set(null);
      };
    },
  };
}
