import type { Draft, Fault } from './draft.ts';

export interface StepProps {
  readonly draft: Draft;
  readonly faults: Fault;
  readonly change: (part: Partial<Draft>) => void;
}
