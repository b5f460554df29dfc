import type { Panel, SidePanel } from '../room-context.ts';

/** On a wide screen one of the side panels is always chosen. */
export const shownSidePanel = (panel: Panel): SidePanel => (panel === 'goals' || panel === 'people' ? panel : 'chat');
