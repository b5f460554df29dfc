import { useDeferredValue, type ReactNode } from 'react';

interface InSlicesProps {
  readonly children: ReactNode;
  readonly meanwhile?: ReactNode;
}

/**
 * Draws much for the first time in slices, so that a slow telephone hears its person in between. What a store brings about
 * (the router's, a room's) React would draw in one go otherwise.
 */
export function InSlices({ children, meanwhile = null }: InSlicesProps) {
  const begun = useDeferredValue(true, false);
  return begun ? children : meanwhile;
}
