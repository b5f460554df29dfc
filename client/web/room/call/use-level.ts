import { useEffect, type RefObject } from 'react';
import type { Call } from '../../../sdk/media/index.ts';

const everyMs = 120;

/** Lets the element know how loud somebody is, as `--level` from 0 to 1, without rendering anything anew. */
export function useLevel(call: Call, element: RefObject<HTMLElement | null>, producerId: string | null): void {
  useEffect(() => {
    if (producerId === null) return undefined;
    const timer = setInterval(() => {
      // The ear hears the root of it.
      const level = Math.min(1, Math.sqrt(call.level(producerId)) * 1.4);
      element.current?.style.setProperty('--level', level.toFixed(2));
    }, everyMs);
    return () => clearInterval(timer);
  }, [call, element, producerId]);
}
