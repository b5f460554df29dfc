import { IconHourglass, IconNotes, IconScribble, IconVideo } from '@tabler/icons-react';
import { lazy, type ComponentType } from 'react';
import type { StageView } from './arrangement.ts';
import { FocusStage } from './focus-stage.tsx';

interface StageViewParts {
  readonly Icon: typeof IconHourglass;
  readonly Content: ComponentType;
  /** Once opened it stays in the page while something else is shown: it keeps its place, its selection and its undo. */
  readonly stays: boolean;
}

/** What each view is made of. What is large is loaded when it is first shown. */
export const stageViews: Record<StageView, StageViewParts> = {
  focus: { Icon: IconHourglass, Content: FocusStage, stays: false },
  notes: { Icon: IconNotes, Content: lazy(() => import('../notes/notes-stage.tsx')), stays: true },
  video: { Icon: IconVideo, Content: lazy(() => import('../call/video-stage.tsx')), stays: true },
  board: { Icon: IconScribble, Content: lazy(() => import('../board/board-stage.tsx')), stays: true },
};
