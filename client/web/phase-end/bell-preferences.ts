import { recall, remember } from '../app/storage.ts';
import { writable } from '../../sdk/readable.ts';
import { t } from '../strings/index.ts';
import { say } from '../ui/toast.ts';

export type BellName = 'bowl' | 'wood' | 'off';
export interface BellPreferences {
  readonly bell: BellName;
  /** From 0 to 1. */
  readonly volume: number;
  readonly notices: boolean;
}

const key = 'carrel.bell';
const usual: BellPreferences = { bell: 'bowl', volume: 0.6, notices: false };

export const bellPreferences = writable<BellPreferences>({ ...usual, ...(recall(key) as BellPreferences | null) });

export function changeBell(part: Partial<BellPreferences>): void {
  const next = { ...bellPreferences.getSnapshot(), ...part };
  remember(key, next);
  bellPreferences.set(next);
}

/** Off, and on again as it was usual. Says which. */
export function toggleBell(): void {
  const bell = bellPreferences.getSnapshot().bell === 'off' ? usual.bell : 'off';
  changeBell({ bell });
  say(`${t.bell.bell}: ${t.bell.bells[bell]}`);
}
