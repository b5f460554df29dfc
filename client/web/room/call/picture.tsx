import { useEffect, useRef, type RefObject } from 'react';
import classes from './picture.module.css';

interface PictureProps {
  readonly track: MediaStreamTrack;
  /** As one knows oneself. */
  readonly mirrored?: boolean;
  /** All of it is to be seen: a screen. */
  readonly whole?: boolean;
  readonly videoRef?: RefObject<HTMLVideoElement | null>;
}

/** A moving picture without sound. */
export function Picture({ track, mirrored = false, whole = false, videoRef }: PictureProps) {
  const own = useRef<HTMLVideoElement>(null);
  const ref = videoRef ?? own;
  useEffect(() => {
    if (ref.current) ref.current.srcObject = new MediaStream([track]);
  }, [ref, track]);
  return (
    <video
      ref={ref}
      className={classes.picture}
      data-mirrored={mirrored || undefined}
      data-whole={whole || undefined}
      autoPlay
      playsInline
      muted
    />
  );
}
