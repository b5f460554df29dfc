import { t } from '../strings/index.ts';

const two = (n: number): string => String(n).padStart(2, '0');

/**
 * `mm:ss`; minutes may grow beyond two digits. A countdown rounds up, so that it shows its whole time when it starts and
 * 00:00 only when it is over; what counts up rounds down.
 */
export function clockFace(ms: number, direction: 'down' | 'up'): string {
  const seconds = direction === 'down' ? Math.ceil(ms / 1_000) : Math.floor(ms / 1_000);
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

/** `1 hr 5 min`, in the reader's language; rounded to minutes. */
export function inWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const unit = (value: number, name: 'hour' | 'minute') =>
    new Intl.NumberFormat(navigator.languages as string[], { style: 'unit', unit: name, unitDisplay: 'short' }).format(
      value,
    );
  if (minutes < 60) return unit(minutes, 'minute');
  const rest = minutes % 60;
  return rest === 0 ? unit(minutes / 60, 'hour') : `${unit(Math.floor(minutes / 60), 'hour')} ${unit(rest, 'minute')}`;
}

/** `1:05:09`, as players have it. */
export function playerTime(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
  return hours === 0 ? `${minutes}:${two(seconds % 60)}` : `${hours}:${two(minutes)}:${two(seconds % 60)}`;
}

/** The same, spoken in full where it is read aloud. */
export const minutesInWords = (ms: number): string => t.count.minutes(Math.round(ms / 60_000));
