import { usualChoices, type Choices } from '../../../sdk/media/index.ts';
import { writable } from '../../../sdk/readable.ts';
import { recall, remember } from '../../app/storage.ts';

/** How one goes into calls on this device. */
export interface CallChoices extends Choices {
  readonly speakerId: string | null;
  readonly withMicrophone: boolean;
  readonly withCamera: boolean;
  /** While the timer is on WORK the others are neither heard nor shown, and one is muted. */
  readonly quietInFocus: boolean;
  readonly view: 'grid' | 'speaker';
}

const key = 'carrel.call';
const usual: CallChoices = {
  ...usualChoices,
  speakerId: null,
  withMicrophone: true,
  withCamera: true,
  quietInFocus: false,
  view: 'grid',
};

export const callChoices = writable<CallChoices>({ ...usual, ...(recall(key) as CallChoices | null) });

export function changeChoices(part: Partial<CallChoices>): void {
  const next = { ...callChoices.getSnapshot(), ...part };
  remember(key, next);
  callChoices.set(next);
}
