import { kindOf } from '../../protocol/media.ts';
import { clockOf, senderOffset, timeAt, type Clock } from './clock.ts';
import type { Story, TapStory } from './story.ts';

/** A picture stays so long before another speaker's follows, lest it flicker. */
const holdMs = 2_000;
/** What begins so shortly after the recording does, or ends so shortly before, is there from its beginning or to its end. */
const tailMs = 1_000;
/** Nobody looks for less. */
const leastMs = 500;

export type Filed = { readonly file: string; readonly clock: Clock };
/** Milliseconds from the beginning of the recording. */
export type Sound = Filed & { readonly from: number; readonly to: number };
export type Cut = { readonly from: number; readonly to: number; readonly picture: Filed | null };

/** What is to be heard and seen of a take, when. The cuts follow each other without a gap from 0 to `durationMs`. */
export type Plan = {
  /** The machine's clock at 0; that of the files' clocks. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly sounds: readonly Sound[];
  readonly cuts: readonly Cut[];
};

type Timed = { readonly tap: TapStory; readonly filed: Filed; readonly spans: readonly { from: number; to: number }[] };

/** Null where next to nothing came. */
export function planOf({ taps, speakers, endedAt }: Story): Plan | null {
  const bySender = Map.groupBy(taps, ({ peerId }) => peerId);
  const timed = taps.map((tap): Timed => {
    const clock = clockOf(tap, senderOffset(bySender.get(tap.peerId)!));
    // What was in the file when it came had happened a little before.
    const tookMs = Math.max(0, tap.first.at - timeAt(clock, 0));
    const spans = tap.live.map(({ from, to }) => ({
      from: from - tookMs,
      to: to >= endedAt - tailMs ? endedAt : to - tookMs,
    }));
    return { tap, filed: { file: tap.file, clock }, spans: spans.filter(({ from, to }) => to > from) };
  });
  const startedAt = timed.flatMap(({ spans }) => spans).reduce((least, { from }) => Math.min(least, from), Infinity);
  const durationMs = endedAt - startedAt;
  if (durationMs < leastMs) return null;
  const relative = timed.map(({ spans, ...rest }) => ({
    ...rest,
    spans: spans.map(({ from, to }) => ({ from: from - startedAt, to: to - startedAt })),
  }));
  const spoken = speakers.map(({ at, userIds }) => ({ at: at - startedAt, userIds }));
  return {
    startedAt,
    durationMs,
    sounds: relative
      .filter(({ tap, spans }) => kindOf[tap.source] === 'audio' && spans.length > 0)
      .map(({ filed, spans }) => ({ ...filed, from: spans[0]!.from, to: spans.at(-1)!.to })),
    cuts: cutsOf(
      relative.filter(({ tap }) => kindOf[tap.source] === 'video'),
      spoken,
      durationMs,
    ),
  };
}

type Spoken = readonly { readonly at: number; readonly userIds: readonly string[] }[];

/** A screen before a face; the newest screen; the face of who speaks, or spoke last; then anybody's. */
function cutsOf(pictures: readonly Timed[], spoken: Spoken, durationMs: number): Cut[] {
  const moments = [
    ...pictures.flatMap(({ spans }) => spans.flatMap(({ from, to }) => [from, to])),
    ...spoken.map(({ at }) => at),
  ];
  const due = [...new Set([0, ...moments])].filter((at) => at >= 0 && at < durationMs).toSorted((a, b) => a - b);
  const cuts: { from: number; picture: Timed | null }[] = [];
  const liveAt = (one: Timed | null, at: number) => one?.spans.some(({ from, to }) => from <= at && at < to) ?? false;

  const best = (at: number, shown: Timed | null): Timed | null => {
    const live = pictures.filter((one) => liveAt(one, at));
    const screen = live.findLast(({ tap }) => tap.source === 'screen');
    if (screen) return screen;
    const heard = spoken.findLast((one) => one.at <= at && one.userIds.length > 0)?.userIds ?? [];
    for (const userId of heard) {
      const speaker = live.find(({ tap }) => tap.userId === userId);
      if (speaker) return speaker;
    }
    return live.find((one) => one === shown) ?? live[0] ?? null;
  };

  while (due.length > 0) {
    const at = due.shift()!;
    const shown = cuts.at(-1);
    const picture = best(at, shown?.picture ?? null);
    if (shown && picture === shown.picture) continue;
    const held = shown && liveAt(shown.picture, at) && picture?.tap.source === 'camera' ? shown.from + holdMs : at;
    if (held <= at) cuts.push({ from: at, picture });
    else if (held < durationMs && held < (due[0] ?? Infinity)) due.unshift(held);
  }
  // What came first was there from the beginning.
  if (cuts.length > 1 && !cuts[0]!.picture && cuts[1]!.from < tailMs) cuts.splice(0, 2, { ...cuts[1]!, from: 0 });
  return cuts.map(({ from, picture }, index) => ({
    from,
    to: cuts[index + 1]?.from ?? durationMs,
    picture: picture?.filed ?? null,
  }));
}
