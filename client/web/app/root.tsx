import { Outlet } from '@tanstack/react-router';
import { ComingIn } from '../coming-in/coming-in.tsx';
import { useIdentity } from './identity.ts';

/** Whoever is not known yet says who they are first; the address stays, so they land where they were going. */
export function Root() {
  const identity = useIdentity();
  return identity.kind === 'visitor' ? <ComingIn /> : <Outlet />;
}
