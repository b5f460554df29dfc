import { useEffect } from 'react';
import type { Call } from '../../../sdk/media/index.ts';
import { singleKeys } from '../layout/single-keys.ts';

/** Where the space bar has a meaning of its own. */
const ownSpace = [
  'button, a, input, textarea, select, summary, [contenteditable], [data-own-keys]',
  '[role="menu"], [role="listbox"], [role="slider"], [role="dialog"]',
].join();

/** Who is muted talks while the space bar is held, and is muted again whatever ends the holding. */
export function HoldToTalk({ call }: { call: Call }) {
  useEffect(() => {
    let talking = false;
    /**
     * A click leaves the focus on its button, which the space bar would press once more. It does so only when another key
     * has shown that one goes by keys.
     */
    let clicked: Element | null = null;
    const isOwn = (target: EventTarget | null): boolean => {
      const owner = target instanceof Element ? target.closest(ownSpace) : null;
      const around = owner === clicked ? owner?.parentElement?.closest(ownSpace) : owner;
      return Boolean(around);
    };
    const point = ({ target }: PointerEvent) => {
      clicked = target instanceof Element ? target.closest('button') : null;
    };
    const press = (event: KeyboardEvent) => {
      if (event.code !== 'Space') clicked = null;
      if (event.code !== 'Space' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!singleKeys.getSnapshot() || isOwn(event.target)) return;
      if (call.state.getSnapshot().kind !== 'in') return;
      const muted = call.own.getSnapshot().microphone.kind === 'muted';
      if (muted || talking) event.preventDefault();
      if (!muted || event.repeat) return;
      talking = true;
      void call.turnOn('microphone');
    };
    const release = () => {
      if (talking) call.turnOff('microphone');
      talking = false;
    };
    const lift = (event: KeyboardEvent) => {
      if (event.code !== 'Space') return;
      // Firefox presses a button when the key goes up, whatever became of its going down.
      if (talking) event.preventDefault();
      release();
    };
    document.addEventListener('pointerdown', point, true);
    document.addEventListener('keydown', press);
    document.addEventListener('keyup', lift);
    window.addEventListener('blur', release);
    return () => {
      release();
      document.removeEventListener('pointerdown', point, true);
      document.removeEventListener('keydown', press);
      document.removeEventListener('keyup', lift);
      window.removeEventListener('blur', release);
    };
  }, [call]);
  return null;
}
