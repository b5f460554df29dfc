import { useEffect, type RefObject } from 'react';
import type { Call } from '../../../sdk/media/index.ts';

/** Has the picture sent in the size of its tile, and only while it is to be seen: here, or in a window of its own. */
export function useLook(
  call: Call,
  tile: RefObject<HTMLElement | null>,
  video: RefObject<HTMLVideoElement | null>,
  producerId: string | null,
): void {
  useEffect(() => {
    const element = tile.current;
    if (!element || producerId === null) return undefined;
    let onScreen = false;
    let stop: (() => void) | null = null;
    let shown = 0;
    const look = () => {
      const apart = document.pictureInPictureElement !== null && document.pictureInPictureElement === video.current;
      const seen = apart || (onScreen && document.visibilityState === 'visible');
      const height = seen ? Math.round(element.clientHeight * devicePixelRatio) : 0;
      if (height === shown) return;
      const before = stop;
      shown = height;
      // The new look first, else the picture would pause in between.
      stop = height > 0 ? call.look(producerId, { height }) : null;
      before?.();
    };
    const visible = new IntersectionObserver((entries) => {
      onScreen = entries.at(-1)?.isIntersecting ?? false;
      look();
    });
    const sized = new ResizeObserver(look);
    visible.observe(element);
    sized.observe(element);
    document.addEventListener('visibilitychange', look);
    element.addEventListener('enterpictureinpicture', look, true);
    element.addEventListener('leavepictureinpicture', look, true);
    return () => {
      visible.disconnect();
      sized.disconnect();
      document.removeEventListener('visibilitychange', look);
      element.removeEventListener('enterpictureinpicture', look, true);
      element.removeEventListener('leavepictureinpicture', look, true);
      stop?.();
    };
  }, [call, tile, video, producerId]);
}
