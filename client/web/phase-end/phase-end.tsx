import { useHere } from '../room/room-context.ts';
import { useBell } from './use-bell.ts';
import { usePhaseOver } from './use-phase-over.ts';
import { useTabMarks } from './use-tab-marks.ts';

/** What happens around the page when a phase ends: it sounds, it notifies, the tab says so. Shows nothing itself. */
export function PhaseEnd() {
  const { session, over } = useHere();
  useBell(session);
  usePhaseOver(session, over);
  useTabMarks(session, over);
  return null;
}
