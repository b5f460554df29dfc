import type { UserId } from '../../protocol/ids.ts';
import type { MediaSource } from '../../protocol/media-sources.ts';
import type { Entry } from './journal.ts';

type Of<Type extends Entry['type']> = Extract<Entry, { type: Type }>;
export type Report = Of<'report'>;
type Span = { readonly from: number; readonly to: number };

/** What the journal tells of one file. Times are the recording machine's, in milliseconds. */
export type TapStory = {
  readonly file: string;
  readonly userId: UserId;
  readonly peerId: string;
  readonly source: MediaSource;
  readonly clockRate: number;
  readonly first: Of<'first'>;
  readonly reports: readonly Report[];
  /** When it was not muted, between its first frame and its end. */
  readonly live: readonly Span[];
};

export type Story = {
  /** Those that something came to. */
  readonly taps: readonly TapStory[];
  readonly speakers: readonly Of<'speakers'>[];
  readonly endedAt: number;
};

/** Puts together what belongs together. A journal that breaks off ends with its last line. */
export function storyOf(entries: readonly Entry[]): Story {
  const written = entries.filter(({ type }) => type !== 'unmixed' && type !== 'listed');
  const endedAt = written.reduce((latest, { at }) => Math.max(latest, at), -Infinity);
  const by = Object.groupBy(
    entries.filter((one) => 'tap' in one),
    ({ tap }) => tap,
  );
  const taps = Object.values(by).flatMap((ofTap = []) => tapStory(ofTap, endedAt) ?? []);
  return { taps, speakers: entries.filter((one) => one.type === 'speakers'), endedAt };
}

function tapStory(entries: readonly Entry[], endedAt: number): TapStory | null {
  const opened = entries.find((one) => one.type === 'opened');
  const first = entries.find((one) => one.type === 'first');
  if (!opened || !first) return null;
  const reports = entries.filter((one) => one.type === 'report');
  const end = entries.find(({ type }) => type === 'closed')?.at ?? endedAt;
  const live: Span[] = [];
  let from: number | null = null;
  for (const { type, at } of entries) {
    if (from !== null && (type === 'paused' || type === 'closed')) {
      live.push({ from, to: at });
      from = null;
    } else if (from === null && at < end && (type === 'first' || type === 'resumed')) from = Math.max(at, first.at);
  }
  if (from !== null) live.push({ from, to: end });
  const { file, userId, peerId, source, clockRate } = opened;
  return { file, userId, peerId, source, clockRate, first, reports, live };
}
