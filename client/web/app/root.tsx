import { CatchBoundary, RouterProvider } from '@tanstack/react-router';
import { ComingIn } from '../coming-in/coming-in.tsx';
import { PageFailure } from './failure-pages.tsx';
import { useIdentity } from './identity.ts';
import { router } from './router.tsx';

/**
 * Whoever is not known yet says who they are first, without waiting for the page behind it; the address stays, so they
 * land where they were going.
 */
export function Root() {
  const identity = useIdentity();
  const { kind } = identity;
  // The router has a boundary of its own, for its pages.
  return (
    <CatchBoundary getResetKey={() => kind} errorComponent={PageFailure}>
      {identity.kind === 'visitor' ? <ComingIn after={identity.after} /> : <RouterProvider router={router} />}
    </CatchBoundary>
  );
}
