import { createContext, use } from 'react';
import type { SessionId, UserId } from '../../../server/protocol/ids.ts';
import type { DocumentHandle } from '../../sdk/docs/index.ts';
import type { SessionHandle } from '../../sdk/index.ts';
import type { Writable } from '../../sdk/readable.ts';
import type { PhaseOver } from '../phase-end/phase-over.ts';
import type { Screen } from './layout/use-screen.ts';
import type { Seen } from './marks/seen.ts';
import type { StageUi } from './stage/arrangement.ts';

export const sidePanels = ['chat', 'goals', 'people'] as const;
export type SidePanel = (typeof sidePanels)[number];
/** Where the page has them, and the button that opens and closes them. */
export const sidePanelId = 'side-panel';
export const sideToggleId = 'side-toggle';
/** What a phone shows one of; a wider screen has the side panels beside the stage. */
export type Panel = 'stage' | SidePanel | 'more';
export type RoomDialog = 'share' | 'settings' | 'timer' | 'bell' | 'shortcuts' | 'record' | 'end';

export interface RoomUi {
  readonly screen: Screen;
  readonly panel: Panel;
  readonly showPanel: (panel: Panel) => void;
  /** Whether the column on the right is open; always so on a phone, which has none. */
  readonly sideOpen: boolean;
  readonly toggleSide: () => void;
  readonly dialog: RoomDialog | null;
  readonly openDialog: (dialog: RoomDialog | null) => void;
  readonly leave: () => void;
  readonly stage: StageUi;
}

interface Room {
  readonly session: SessionHandle;
  readonly sessionId: SessionId;
  readonly selfId: UserId;
  /** The documents that are open here, for whatever tells how they stand. */
  readonly documents: Writable<readonly DocumentHandle[]>;
  /** What has been in view here. */
  readonly seen: Writable<Seen>;
  /** The phase that is over while nothing new has begun. */
  readonly over: Writable<PhaseOver | null>;
}

export const RoomContext = createContext<Room | null>(null);
export const RoomUiContext = createContext<RoomUi | null>(null);

/** The room one is in. */
export function useHere(): Room {
  const room = use(RoomContext);
  if (!room) throw new Error('Not in a room');
  return room;
}

export function useRoomUi(): RoomUi {
  const ui = use(RoomUiContext);
  if (!ui) throw new Error('Not in a room');
  return ui;
}
