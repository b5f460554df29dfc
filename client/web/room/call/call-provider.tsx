import { startTransition, useEffect, useState, type ReactNode } from 'react';
import { createCall, type Call } from '../../../sdk/media/index.ts';
import { deviceSurroundings } from '../../../sdk/surroundings.ts';
import { useHere } from '../room-context.ts';
import { CallContext } from './call-context.ts';
import { CallEvents } from './call-events.tsx';
import { callChoices } from './choices.ts';
import { HoldToTalk } from './hold-to-talk.tsx';

/** The call of the room: heard whatever is on the stage, left with the room. */
export function CallProvider({ children }: { children: ReactNode }) {
  const { session, selfId } = useHere();
  const [call, setCall] = useState<Call | null>(null);
  useEffect(() => {
    const choices = callChoices.getSnapshot();
    const opened = createCall({ line: session.callLine, selfId, surroundings: deviceSurroundings(), choices });
    // Nobody waits for it: the room that has just been drawn is not drawn anew in one go for it.
    startTransition(() => setCall(opened));
    return () => {
      opened.close();
      setCall(null);
    };
  }, [session, selfId]);
  useEffect(() => {
    if (!call) return undefined;
    return callChoices.subscribe(() => void call.choose(callChoices.getSnapshot()));
  }, [call]);
  return (
    <CallContext value={call}>
      {children}
      {call && (
        <>
          <CallEvents call={call} />
          <HoldToTalk call={call} />
        </>
      )}
    </CallContext>
  );
}
