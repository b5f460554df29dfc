import type { DocumentState } from '../../../sdk/docs/index.ts';

/** How it stands with what was written or drawn here, from best to worst. */
const order = ['saved', 'saving', 'offline', 'kept', 'unkept', 'refused'] as const;
export type Saved = (typeof order)[number];

export function savedOf(state: DocumentState): Saved {
  switch (state.kind) {
    case 'opening':
    case 'saved':
    case 'readOnly':
      return 'saved';
    case 'saving':
      return 'saving';
    case 'offline':
      if (!state.unsaved) return 'offline';
      return state.kept ? 'kept' : 'unkept';
    case 'refused':
      return 'refused';
    case 'ended':
      return state.reason === 'closed' ? 'saved' : 'refused';
  }
}

export const summaryOf = (all: readonly Saved[]): Saved => order.findLast((one) => all.includes(one)) ?? 'saved';
