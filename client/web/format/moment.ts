// Times in the person's zone and by their habits; the words around them are the catalogue's.
const locale = navigator.languages as string[];

// A format is made when it is first used: four of them together would keep a telephone busy before it has shown anything.
const time = formatOf({ hour: 'numeric', minute: '2-digit' });
const day = formatOf({ weekday: 'short', day: 'numeric', month: 'short' });
const dayOfYear = formatOf({ day: 'numeric', month: 'short', year: 'numeric' });
let relativeDay: Intl.RelativeTimeFormat | undefined;

function formatOf(options: Intl.DateTimeFormatOptions): (date: Date) => string {
  let format: Intl.DateTimeFormat | undefined;
  return (date) => (format ??= new Intl.DateTimeFormat(locale, options)).format(date);
}

const localDay = (date: Date): number =>
  Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);

export const clockTime = (at: number | string): string => time(new Date(at));

/** `today, 14:30`, `Thu, 3 Oct, 14:30`, `3 Oct 2024, 14:30`. */
export function moment(at: number | string, now = Date.now()): string {
  const date = new Date(at);
  const days = localDay(date) - localDay(new Date(now));
  if (Math.abs(days) <= 1) {
    relativeDay ??= new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
    return `${relativeDay.format(days, 'day')}, ${time(date)}`;
  }
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return `${sameYear ? day(date) : dayOfYear(date)}, ${time(date)}`;
}
