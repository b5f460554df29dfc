// Times in the person's zone and by their habits; the words around them are the catalogue's.
const locale = navigator.languages as string[];

const time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
const day = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' });
const dayOfYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
const relativeDay = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

const localDay = (date: Date): number =>
  Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);

export const clockTime = (at: number | string): string => time.format(new Date(at));

/** `today, 14:30`, `Thu, 3 Oct, 14:30`, `3 Oct 2024`. */
export function moment(at: number | string, now = Date.now()): string {
  const date = new Date(at);
  const days = localDay(date) - localDay(new Date(now));
  if (Math.abs(days) <= 1) return `${relativeDay.format(days, 'day')}, ${time.format(date)}`;
  if (date.getFullYear() !== new Date(now).getFullYear()) return dayOfYear.format(date);
  return `${day.format(date)}, ${time.format(date)}`;
}
