import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clockOf, fileTimeAt, senderOffset, timeAt } from '../../server/media/recording/clock.ts';
import { planOf } from '../../server/media/recording/plan.ts';
import { readFindings } from '../../server/media/recording/reading.ts';
import { storyOf, type TapStory } from '../../server/media/recording/story.ts';
import type { Entry } from '../../server/media/recording/journal.ts';
import { userId, type UserId } from '../../server/protocol/ids.ts';
import type { MediaSource } from '../../server/protocol/media-sources.ts';
import { uuid } from '../support/rooms.ts';

const start = 1_795_742_000_000;
/** What the sender's clock is off by, and how long a packet takes. */
const ntpAhead = 5_000_000;
const transitMs = 30;

const ann = userId.parse(uuid('ann'));
const bob = userId.parse(uuid('bob'));

type Made = { userId?: UserId; source?: MediaSource; at?: number; lateMs?: number; rate?: number; reports?: number[] };

/** The journal of one tap whose first frame was made at `at`, of a sender whose clock runs at `rate`. */
function tap(name: string, made: Made = {}): Entry[] {
  const { userId: who = ann, source = 'microphone', at = 0, lateMs = 0, rate = 1, reports = [1_000, 2_000] } = made;
  const clockRate = source === 'microphone' || source === 'screenAudio' ? 48_000 : 90_000;
  const rtpAt = (ms: number) => (0xffff_ff00 + Math.round(((ms - at) * clockRate * rate) / 1_000)) % 2 ** 32;
  const came = start + at + transitMs + lateMs;
  return [
    { type: 'opened', tap: name, file: `${name}.mkv`, userId: who, peerId: who, source, clockRate, at: came - 50 },
    { type: 'first', tap: name, rtp: rtpAt(at), at: came },
    ...reports.map((ms): Entry => {
      const [ntpMs, arrived] = [start + ms + ntpAhead, start + ms + transitMs];
      return { type: 'report', tap: name, ssrc: 1, rtp: rtpAt(ms), ntpMs, at: arrived };
    }),
  ];
}
const ended = (at: number): Entry => ({ type: 'ended', at: start + at });
const closed = (name: string, at: number): Entry => ({ type: 'closed', tap: name, at: start + at });
const speaking = (at: number, ...userIds: UserId[]): Entry => ({ type: 'speakers', at: start + at, userIds });
const only = (entries: Entry[]): TapStory => storyOf(entries).taps[0]!;

describe('the clock of a file', () => {
  test('is the one that the sender reports, put forward by what is the same for all that it sends', () => {
    const { taps } = storyOf([...tap('a'), ...tap('v', { source: 'camera', at: 100, lateMs: 400 }), ended(9_000)]);
    const offset = senderOffset(taps);
    const [sound, picture] = taps.map((one) => timeAt(clockOf(one, offset), 0));
    expect(sound! - start).toBeCloseTo(transitMs, 1);
    // Sent 400 ms late, and yet where it belongs.
    expect(picture! - sound!).toBeCloseTo(100, 1);
  });

  test('follows a sound card that runs at a rate of its own', () => {
    const minutes = Array.from({ length: 60 }, (_, n) => n * 60_000);
    const one = only([...tap('a', { rate: 1.0001, reports: minutes }), ended(3_600_000)]);
    const clock = clockOf(one, senderOffset([one]));
    // After an hour the card is 360 ms ahead; the file's time is not the machine's.
    expect(timeAt(clock, 3_600_360) - timeAt(clock, 0)).toBeCloseTo(3_600_000, -1);
    expect(fileTimeAt(clock, timeAt(clock, 1_234))).toBeCloseTo(1_234, 3);
  });

  test('is that of the first frame where reports are missing, or cannot be true', () => {
    const silent = only([...tap('a', { reports: [] }), ended(9_000)]);
    expect(clockOf(silent, senderOffset([silent]))).toEqual([{ from: 0, at: silent.first.at, rate: 1 }]);
    const liar = only([...tap('a'), ended(9_000)]);
    expect(clockOf(liar, -ntpAhead - 60_000)).toEqual([{ from: 0, at: liar.first.at, rate: 1 }]);
  });

  test('goes on in another line where the sender has set its clock', () => {
    const one = only([...tap('a', { reports: [1_000, 2_000] }), ended(9_000)]);
    // It stood still for three seconds, as some do while they are muted.
    const later = one.reports.map((report) => ({ ...report, ntpMs: report.ntpMs + 5_000, at: report.at + 5_000 }));
    const moved = later.map((report) => ({ ...report, rtp: (report.rtp + 2_000 * 48) % 2 ** 32 }));
    const clock = clockOf({ ...one, reports: [...one.reports, ...moved] }, senderOffset([one]));
    expect(clock).toHaveLength(2);
    expect(timeAt(clock, 1_500) - start).toBeCloseTo(1_500 + transitMs, 0);
    expect(timeAt(clock, 3_500) - start).toBeCloseTo(6_500 + transitMs, 0);
  });
});

/** The cuts, in whole milliseconds from the first that came. */
const cuts = (entries: Entry[]) =>
  planOf(storyOf(entries))!.cuts.map(({ from, to, picture }) => [Math.round(from), Math.round(to), picture?.file]);

describe('the plan of a film', () => {
  const both = [...tap('a', { source: 'camera' }), ...tap('b', { source: 'camera', userId: bob })];

  test('shows who speaks, and goes on with them while nobody does', () => {
    expect(cuts([...both, speaking(4_030, bob), speaking(6_030), ended(9_030)])).toEqual([
      [0, 4_000, 'a.mkv'],
      [4_000, 9_000, 'b.mkv'],
    ]);
  });

  test('holds a picture for two seconds, lest it flicker', () => {
    const quick = [speaking(4_030, bob), speaking(4_530, ann), speaking(5_030, bob), speaking(5_530, ann)];
    expect(cuts([...both, ...quick, ended(9_030)])).toEqual([
      [0, 4_000, 'a.mkv'],
      [4_000, 6_000, 'b.mkv'],
      [6_000, 9_000, 'a.mkv'],
    ]);
  });

  test('shows a screen at once, and as long as it is shared', () => {
    const screen = [...tap('s', { source: 'screen', userId: bob, at: 3_000 }), closed('s', 6_030)];
    expect(cuts([...both, speaking(4_030, ann), ...screen, ended(9_030)])).toEqual([
      [0, 3_000, 'a.mkv'],
      [3_000, 6_000, 's.mkv'],
      [6_000, 9_000, 'a.mkv'],
    ]);
  });

  test('shows nobody whose picture is paused or gone, and nothing where there is nobody', () => {
    const paused: Entry[] = [
      { type: 'paused', tap: 'a', at: start + 2_030 },
      { type: 'resumed', tap: 'a', at: start + 4_030 },
      closed('a', 7_030),
    ];
    expect(cuts([...tap('a', { source: 'camera' }), ...tap('m'), ...paused, ended(9_030)])).toEqual([
      [0, 2_000, 'a.mkv'],
      [2_000, 4_000, undefined],
      [4_000, 7_000, 'a.mkv'],
      [7_000, 9_000, undefined],
    ]);
  });

  test('of a journal that breaks off ends with its last line, and of one without a frame there is none', () => {
    const broken = planOf(storyOf([...tap('m'), { type: 'beat', at: start + 5_030 }]));
    expect(broken!.durationMs).toBeCloseTo(5_000, 0);
    expect(broken!.sounds).toMatchObject([{ file: 'm.mkv', from: 0 }]);
    expect(planOf(storyOf([tap('m')[0]!, ended(5_000)]))).toBeNull();
  });
});

test('a journal of three hours and ten people costs this thread next to nothing, and reading it can be broken off', async () => {
  const seconds = Array.from({ length: 3 * 3_600 }, (_, n) => n * 1_000);
  const people = Array.from({ length: 10 }, (_, n) => userId.parse(uuid(`person ${n}`)));
  const entries = [
    ...people.flatMap((who, n) => tap(`m${n}`, { userId: who, reports: seconds })),
    ...people.slice(0, 6).flatMap((who, n) => tap(`c${n}`, { userId: who, source: 'camera', reports: seconds })),
    ...seconds.flatMap((at, n) => [{ type: 'beat' as const, at: start + at }, speaking(at, people[n % 10]!)]),
    ended(3 * 3_600_000),
  ];
  const folder = await mkdtemp(join(tmpdir(), 'carrel-journal-'));
  try {
    await writeFile(join(folder, 'journal.jsonl'), entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    const { signal } = new AbortController();
    // Its processor time, which others who are busy do not add to: no turn of it was longer.
    const before = process.threadCpuUsage();
    const { plan } = await readFindings(folder, signal);
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(50);
    expect(plan!.durationMs).toBeCloseTo(3 * 3_600_000, -3);
    expect(plan!.cuts.length).toBeGreaterThan(3_000);

    const breakingOff = new AbortController();
    const broken = readFindings(folder, breakingOff.signal);
    breakingOff.abort();
    await expect(broken).rejects.toThrow('aborted');
    await expect(readFindings(join(folder, 'none'), signal)).rejects.toThrow('ENOENT');
  } finally {
    await rm(folder, { recursive: true });
  }
});
