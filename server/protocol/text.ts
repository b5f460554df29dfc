import { z } from 'zod';

/**
 * Characters that nobody types and that make text lie: controls (but for tab and newline), and the bidirectional
 * overrides and isolates with which one name can be made to read as another.
 */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const deceptive = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g;

/** Half of a character that takes two UTF-16 units cannot be stored or sent, so it is replaced. */
const honest = (text: string): string => text.toWellFormed().replace(deceptive, '');

const oneLine = z.string().overwrite((text) => honest(text).replace(/\s+/g, ' ').trim());

/** One line of text, trimmed, of 1 to `max` UTF-16 units. */
export const line = (max: number) => oneLine.min(1).max(max);

/** As `line`, and may be empty. */
export const optionalLine = (max: number) => oneLine.max(max);

/** Text that may span lines, trimmed at both ends, of `min` to `max` UTF-16 units. */
export const paragraph = (min: number, max: number) =>
  z
    .string()
    .overwrite((text) => honest(text.replace(/\r\n?/g, '\n')).trim())
    .min(min)
    .max(max);
