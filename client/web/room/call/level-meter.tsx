import { useEffect, useRef } from 'react';
import { t } from '../../strings/index.ts';
import classes from './level-meter.module.css';

/** How loud a track of one's own is just now. */
export function LevelMeter({ track }: { track: MediaStreamTrack }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let frame = 0;
    const draw = () => {
      analyser.getFloatTimeDomainData(samples);
      const loudness = Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
      // Speech at a desk is about -30 dB; the ear hears the root of it.
      ref.current?.style.setProperty('--level', String(Math.min(1, Math.sqrt(loudness) * 1.6)));
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => {
      cancelAnimationFrame(frame);
      void context.close();
    };
  }, [track]);
  return (
    <div className={classes.meter} role="img" aria-label={t.call.level}>
      <div ref={ref} className={classes.level} />
    </div>
  );
}
