import type { ReactNode } from 'react';
import type { Refusal } from '../../../server/protocol/errors.ts';
import { writable } from '../../sdk/readable.ts';
import { refusalText } from './refusal-text.ts';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly failed: boolean;
  /** Until closed by hand. */
  readonly stays: boolean;
  readonly action: ReactNode;
}

const most = 3;
let lastId = 0;
export const toasts = writable<readonly Toast[]>([]);

/** Says something in the corner. The same words are not said twice at a time. */
export function say(text: string, options: Partial<Pick<Toast, 'failed' | 'stays' | 'action'>> = {}): void {
  const others = toasts.getSnapshot().filter((toast) => toast.text !== text);
  lastId += 1;
  toasts.set([...others.slice(1 - most), { id: lastId, text, failed: false, stays: false, action: null, ...options }]);
}

export const sayRefusal = (refusal: Refusal): void => say(refusalText(refusal), { failed: true });

export const dismiss = (id: number): void => toasts.set(toasts.getSnapshot().filter((toast) => toast.id !== id));
