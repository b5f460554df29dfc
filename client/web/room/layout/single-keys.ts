import { writable } from '../../../sdk/readable.ts';
import { recall, remember } from '../../app/storage.ts';

const key = 'carrel.singleKeys';

/** Whether single letters are shortcuts here. Whoever speaks to their device turns them off: each word would be some. */
export const singleKeys = writable(recall(key) !== false);

export function keepSingleKeys(on: boolean): void {
  remember(key, on);
  singleKeys.set(on);
}
