import type { Report, TapStory } from './story.ts';

/** From `from` milliseconds of a file on, file time `f` is at `at + (f - from) * rate` of the machine's clock. */
export type Line = { readonly from: number; readonly at: number; readonly rate: number };
/** Which time a file's time is, in one line or, where the sender's clock has jumped, in several. Never empty. */
export type Clock = readonly Line[];

/** Two clocks that go apart by more than this from one report to the next: one of them was set. */
const jumpMs = 60;
/** A rate is told from noise when it was watched for so long; clocks of computers are better than this. */
const ratedAfterMs = 60_000;
const worstRate = 0.002;
/** A frame comes after it was made, and not much later: reports that say otherwise are not believed. */
const earliestMs = 100;
const latestMs = 5_000;

type Anchor = { readonly file: number; readonly at: number };

/**
 * How much the clock of one sender has to be put forward to be the machine's: that of the report that was quickest on
 * its way. It is the same for all that a sender sends, so that its sound and picture keep together. Null without reports.
 */
export function senderOffset(taps: readonly TapStory[]): number | null {
  const offsets = taps.flatMap(({ reports }) => reports.map(({ at, ntpMs }) => at - ntpMs));
  return offsets.length > 0 ? offsets.reduce((least, offset) => Math.min(least, offset)) : null;
}

/** The clock of a file: by the sender's reports where there are any to be believed, else from when its first frame came. */
export function clockOf(tap: TapStory, offset: number | null): Clock {
  const arrival: Clock = [{ from: 0, at: tap.first.at, rate: 1 }];
  if (offset === null) return arrival;
  const reports = reportsOfLayer(tap);
  const anchors = reports.map((report) => ({ file: fileMs(tap, report), at: report.ntpMs + offset }));
  if (anchors.length === 0) return arrival;
  const clock = linesThrough(anchors);
  const tookMs = tap.first.at - timeAt(clock, 0);
  return tookMs >= -earliestMs && tookMs <= latestMs ? clock : arrival;
}

export function timeAt(clock: Clock, file: number): number {
  const { from, at, rate } = clock.findLast((line) => line.from <= file) ?? clock[0]!;
  return at + (file - from) * rate;
}

export function fileTimeAt(clock: Clock, time: number): number {
  const { from, at, rate } = clock.findLast((line) => line.at <= time) ?? clock[0]!;
  return from + (time - at) / rate;
}

/** Of several layers, each with a clock of its own, the one by which the first frame came when it did. */
function reportsOfLayer(tap: TapStory): readonly Report[] {
  const layers = Object.values(Object.groupBy(tap.reports, ({ ssrc }) => ssrc)).flatMap((one) => (one ? [one] : []));
  const off = ([report]: Report[]) => Math.abs(report!.at - tap.first.at - fileMs(tap, report!));
  return layers.toSorted((a, b) => off(a) - off(b))[0] ?? [];
}

/** RTP timestamps have 32 bits, and go round: the turn is the one that fits when the report came. */
function fileMs({ first, clockRate }: TapStory, { rtp, at }: Report): number {
  const ticks = rtp - first.rtp;
  const expected = ((at - first.at) * clockRate) / 1_000;
  return ((ticks + Math.round((expected - ticks) / 2 ** 32) * 2 ** 32) * 1_000) / clockRate;
}

function linesThrough(anchors: readonly Anchor[]): Clock {
  const stretches: Anchor[][] = [];
  for (const anchor of anchors) {
    const stretch = stretches.at(-1);
    const before = stretch?.at(-1);
    const apart = before && anchor.at - before.at - (anchor.file - before.file);
    if (!stretch || !before || Math.abs(apart!) > jumpMs + worstRate * (anchor.at - before.at))
      stretches.push([anchor]);
    else if (anchor.file > before.file) stretch.push(anchor);
  }
  return stretches.map((stretch, index) => {
    const previous = stretches[index - 1]?.at(-1);
    return lineThrough(stretch, previous ? (previous.file + stretch[0]!.file) / 2 : 0);
  });
}

/** Least squares; a rate only where there is enough to tell it by. */
function lineThrough(anchors: readonly Anchor[], from: number): Line {
  const mean = (of: (anchor: Anchor) => number) => anchors.reduce((sum, one) => sum + of(one), 0) / anchors.length;
  const middle = { file: mean(({ file }) => file), at: mean(({ at }) => at) };
  const span = anchors.at(-1)!.file - anchors[0]!.file;
  const variance = mean(({ file }) => (file - middle.file) ** 2);
  const covariance = mean(({ file, at }) => (file - middle.file) * (at - middle.at));
  const measured = span >= ratedAfterMs ? covariance / variance : 1;
  const rate = Math.abs(measured - 1) <= worstRate ? measured : 1;
  return { from, at: middle.at + (from - middle.file) * rate, rate };
}
