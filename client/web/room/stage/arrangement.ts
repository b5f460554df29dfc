import type { Settings, Tool } from '../../../../server/protocol/room.ts';

/** What may be on the stage, in the order of the tabs. */
export const allViews = ['focus', 'notes', 'board', 'video'] as const;
export type StageView = (typeof allViews)[number];

/** One view on the stage, and on a wide screen another beside it. */
export interface Arrangement {
  readonly view: StageView;
  readonly beside: StageView | null;
}

export interface StageUi extends Arrangement {
  /** In the order of the tabs. */
  readonly available: readonly StageView[];
  /** What is to be seen: the view, and what is beside it where there is room for two. */
  readonly shown: readonly StageView[];
  readonly show: (view: StageView) => void;
  readonly putBeside: (view: StageView | null) => void;
  readonly toggleBeside: () => void;
  /** Told by the stage itself, which alone knows how wide it is. */
  readonly setWide: (wide: boolean) => void;
  readonly wide: boolean;
}

const toolOf: Record<StageView, Tool | null> = { focus: null, notes: 'NOTES', board: 'WHITEBOARD', video: 'VIDEO' };

/** The views of a room that has these tools. */
export const viewsOf = (tools: readonly Tool[]): readonly StageView[] =>
  allViews.filter((view) => {
    const tool = toolOf[view];
    return tool === null || tools.includes(tool);
  });

const ofLayout: Record<Settings['layout'], Arrangement> = {
  'split-view': { view: 'focus', beside: 'notes' },
  'video-first': { view: 'video', beside: null },
  'whiteboard-first': { view: 'board', beside: null },
};

/** How the room is arranged for somebody who has not chosen: as its layout says, as far as the tools go. */
export const arrangementOf = (layout: Settings['layout'], available: readonly StageView[]): Arrangement =>
  within(ofLayout[layout], available);

/** The arrangement without what is not available (any more). */
export function within({ view, beside }: Arrangement, available: readonly StageView[]): Arrangement {
  const main = available.includes(view) ? view : 'focus';
  return { view: main, beside: beside !== null && beside !== main && available.includes(beside) ? beside : null };
}

/** Another view on the stage; if it was beside, the two change places. */
export const showing = (view: StageView, { view: before, beside }: Arrangement): Arrangement => ({
  view,
  beside: beside === view ? before : beside,
});
