import type { Panel, RoomUi, SidePanel } from '../room-context.ts';

/** On a wide screen one of the side panels is always chosen. */
export const shownSidePanel = (panel: Panel): SidePanel => (panel === 'goals' || panel === 'people' ? panel : 'chat');

/** Whether it can be seen just now. */
export const isShown = ({ screen, panel, sideOpen }: RoomUi, name: SidePanel): boolean =>
  screen === 'phone' ? panel === name : sideOpen && shownSidePanel(panel) === name;
