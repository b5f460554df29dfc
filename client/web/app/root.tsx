import { RouterProvider } from '@tanstack/react-router';
import { ComingIn } from '../coming-in/coming-in.tsx';
import { useIdentity } from './identity.ts';
import { router } from './router.tsx';

/**
 * Whoever is not known yet says who they are first, without waiting for the page behind it; the address stays, so they
 * land where they were going.
 */
export function Root() {
  const identity = useIdentity();
  return identity.kind === 'visitor' ? <ComingIn /> : <RouterProvider router={router} />;
}
