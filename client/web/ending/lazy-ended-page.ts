import { lazy } from 'react';

/** One for all who show it: from the room's to the address's own, as the session is found to be over, nothing blinks. */
export const EndedPage = lazy(() => import('./ended-page.tsx'));
