import {
  Outlet,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  parseSearchWith,
  redirect,
  stringifySearchWith,
} from '@tanstack/react-router';
import { NotFound, PageFailure } from './failure-pages.tsx';
import { PagePending } from './page-pending.tsx';
import { sessionsTabs, type SessionsTab } from '../sessions/tabs.ts';
import { InSlices } from '../ui/in-slices.tsx';

const root = createRootRoute({
  component: () => (
    <InSlices>
      <Outlet />
    </InSlices>
  ),
  notFoundComponent: NotFound,
  errorComponent: PageFailure,
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/study-sessions', replace: true });
  },
});

const sessions = createRoute({
  getParentRoute: () => root,
  path: '/study-sessions',
  validateSearch: ({ tab }): { tab?: SessionsTab } => {
    const known = sessionsTabs.find((name) => name === tab);
    return known ? { tab: known } : {};
  },
  component: lazyRouteComponent(() => import('../sessions/sessions-page.tsx'), 'SessionsPage'),
});

const room = createRoute({
  getParentRoute: () => root,
  path: '/study-sessions/$sessionId',
  validateSearch: ({ invite }): { invite?: string } => (typeof invite === 'string' && invite ? { invite } : {}),
  component: lazyRouteComponent(() => import('../invitation/session-page.tsx'), 'SessionPage'),
});

const profile = createRoute({
  getParentRoute: () => root,
  path: '/profile',
  component: lazyRouteComponent(() => import('../profile/profile-page.tsx'), 'ProfilePage'),
});

export const router = createRouter({
  routeTree: root.addChildren([home, sessions, room, profile]),
  defaultPreload: 'intent',
  defaultPendingComponent: PagePending,
  defaultErrorComponent: PageFailure,
  scrollRestoration: true,
  // As written: an invitation of digits alone is a string all the same.
  parseSearch: parseSearchWith((value) => value),
  stringifySearch: stringifySearchWith(String),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
