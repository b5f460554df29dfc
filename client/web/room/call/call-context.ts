import { createContext, use } from 'react';
import type { Call, CallState } from '../../../sdk/media/index.ts';
import { useSelected } from '../../../sdk/react/index.ts';

export const CallContext = createContext<Call | null>(null);

/** The call of this room, whether one is in it or not; null in the first render. */
export const useCall = (): Call | null => use(CallContext);

const out: CallState = { kind: 'out' };

export function useCallState(): CallState {
  return useSelected(useCall()?.state ?? null, (state) => state) ?? out;
}
