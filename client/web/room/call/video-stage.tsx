import { t } from '../../strings/index.ts';
import { StagePending } from '../stage/stage-pending.tsx';
import { CallGrid } from './call-grid.tsx';
import { useCall, useCallState } from './call-context.ts';
import { PreJoin } from './pre-join.tsx';
import classes from './video-stage.module.css';

/** Pictures of the others, or before one joins, of oneself. */
export default function VideoStage() {
  const call = useCall();
  const state = useCallState();
  if (!call) return null;
  return (
    <section className={classes.video} aria-label={t.call.title}>
      {state.kind === 'in' && <CallGrid call={call} recovering={state.way === 'recovering'} />}
      {state.kind === 'joining' && <StagePending />}
      {(state.kind === 'out' || state.kind === 'refused') && (
        <PreJoin call={call} refusal={state.kind === 'refused' ? state.refusal : null} />
      )}
    </section>
  );
}
