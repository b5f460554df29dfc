import { useEffect, useRef, type RefObject } from 'react';
import type { Call } from '../../../sdk/media/index.ts';

/** Has the picture sent in the size of its tile, or of a window of its own, and only while it is to be seen there. */
export function useLook(
  call: Call,
  tile: RefObject<HTMLElement | null>,
  video: RefObject<HTMLVideoElement | null>,
  producerId: string | null,
): void {
  const apart = useRef<PictureInPictureWindow | null>(null);
  useEffect(() => {
    const element = tile.current;
    if (!element || producerId === null) return undefined;
    let onScreen = false;
    let stop: (() => void) | null = null;
    let shown = 0;
    const heightSeen = (): number => {
      // The window is seen whatever the page shows; behind another view the tile has no height.
      if (video.current && document.pictureInPictureElement === video.current) return apart.current?.height ?? 0;
      return onScreen && document.visibilityState === 'visible' ? element.clientHeight : 0;
    };
    const look = () => {
      const height = Math.round(heightSeen() * devicePixelRatio);
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
    const over = new AbortController();
    const enter = (event: Event) => {
      apart.current = (event as PictureInPictureEvent).pictureInPictureWindow;
      apart.current.addEventListener('resize', look, { signal: over.signal });
      // Chromium pauses what plays by itself once it is off the page, unless somebody has asked for it to play.
      video.current?.play().catch(() => undefined);
      look();
    };
    visible.observe(element);
    sized.observe(element);
    document.addEventListener('visibilitychange', look, { signal: over.signal });
    element.addEventListener('enterpictureinpicture', enter, { capture: true, signal: over.signal });
    element.addEventListener('leavepictureinpicture', look, { capture: true, signal: over.signal });
    return () => {
      visible.disconnect();
      sized.disconnect();
      over.abort();
      stop?.();
    };
  }, [call, tile, video, producerId]);
}
