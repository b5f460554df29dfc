import { useLayoutEffect } from 'react';
import { goOnFrom } from './focus-on.ts';

/**
 * A page that takes the place of another one takes the focus away with it: whoever goes by keys, or by what a screen
 * reader says, goes on from the heading of the new one. The first page is left to the browser.
 */
export function useArrival(): void {
  // At once: by the next frame `keepFocus` finds another place.
  useLayoutEffect(() => {
    const heading = document.querySelector('h1');
    const lost = document.activeElement === document.body;
    if (heading && lost && navigator.userActivation.hasBeenActive) goOnFrom(heading);
  }, []);
}
