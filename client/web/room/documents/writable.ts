import type { DocumentState } from '../../../sdk/docs/index.ts';

/** Whether one may write now. Without a connection one may: it merges. */
export const mayWrite = ({ kind }: DocumentState): boolean =>
  kind === 'saved' || kind === 'saving' || kind === 'offline';
