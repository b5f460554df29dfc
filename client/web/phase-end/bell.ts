import type { BellName } from './bell-preferences.ts';

/** A sound made of sine waves: each partial's frequency, loudness, and how long it rings. */
interface Partial {
  readonly hz: number;
  readonly gain: number;
  readonly seconds: number;
}

const sounds: Record<Exclude<BellName, 'off'>, readonly Partial[]> = {
  // The partials of a bowl are no multiples of the lowest; two close ones beat against each other.
  bowl: [
    { hz: 262, gain: 0.5, seconds: 4 },
    { hz: 263.4, gain: 0.3, seconds: 4 },
    { hz: 722, gain: 0.22, seconds: 2.6 },
    { hz: 1_370, gain: 0.1, seconds: 1.4 },
  ],
  wood: [
    { hz: 660, gain: 0.5, seconds: 0.28 },
    { hz: 1_480, gain: 0.22, seconds: 0.14 },
    { hz: 2_640, gain: 0.1, seconds: 0.07 },
  ],
};

const lateMs = 2_000;
let context: AudioContext | null = null;

/** Browsers let a page sound only after a click or a key in it: call this from one, and the bell works later. */
export function wakeBell(): void {
  context ??= new AudioContext();
  if (context.state !== 'running') void awake(context);
}

/** Silent where the browser has not been woken, or has no audio. */
export async function ring(bell: BellName, volume: number): Promise<void> {
  if (bell === 'off' || !context) return;
  const askedAt = performance.now();
  // What was asleep with its device wakes up now. What still starts is waited for, but a bell too late is none.
  await awake(context);
  if (context.state === 'running' && performance.now() - askedAt < lateMs) strike(context, sounds[bell], volume);
}

/** A device that cannot be had just now, during a telephone call for one, is refused in some browsers. */
const awake = (asleep: AudioContext): Promise<void> => asleep.resume().catch(() => undefined);

function strike(on: AudioContext, partials: readonly Partial[], volume: number): void {
  const start = on.currentTime;
  const out = on.createGain();
  out.gain.value = volume;
  out.connect(on.destination);
  for (const { hz, gain, seconds } of partials) {
    const envelope = on.createGain();
    envelope.gain.setValueAtTime(0, start);
    envelope.gain.linearRampToValueAtTime(gain, start + 0.008);
    envelope.gain.exponentialRampToValueAtTime(0.0001, start + seconds);
    const wave = on.createOscillator();
    wave.frequency.value = hz;
    wave.connect(envelope).connect(out);
    wave.start(start);
    wave.stop(start + seconds);
  }
}
