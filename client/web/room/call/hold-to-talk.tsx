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
    const press = (event: KeyboardEvent) => {
      if (event.code !== 'Space' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!singleKeys.getSnapshot()) return;
      const { target } = event;
      if (target instanceof Element && target.closest(ownSpace)) return;
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
    const lift = (event: KeyboardEvent) => event.code === 'Space' && release();
    document.addEventListener('keydown', press);
    document.addEventListener('keyup', lift);
    window.addEventListener('blur', release);
    return () => {
      release();
      document.removeEventListener('keydown', press);
      document.removeEventListener('keyup', lift);
      window.removeEventListener('blur', release);
    };
  }, [call]);
  return null;
}
