import type { Device } from 'mediasoup-client/types';
import type { Refusal } from '../../../server/protocol/errors.ts';
import type { UserId } from '../../../server/protocol/ids.ts';
import type { MediaSource } from '../../../server/protocol/media-sources.ts';
import type { ProducerShown } from '../../../server/protocol/media.ts';
import { backoffMs } from '../backoff.ts';
import { refused, unreachable, type Outcome } from '../outcome.ts';
import { signal, writable, type Readable } from '../readable.ts';
import type { CallLine, MediaNotice } from '../session/call-line.ts';
import type { Surroundings } from '../surroundings.ts';
import type { CallMember, CallQuality, CallState, OwnSources } from './call-state.ts';
import { browserCapture, type Capture } from './capture.ts';
import type { Look } from './layers.ts';
import { openLeg, type Leg } from './leg.ts';
import { membersOf } from './members.ts';
import { isPassing } from './passing.ts';
import { createOwnSources, usualChoices, type Choices, type ReplacedDevice } from './own-sources.ts';
import { qualityBetween, readingOf, unknownQuality, type Reading } from './quality.ts';
import type { Wanted } from './receiving.ts';

export interface CallOptions {
  readonly line: CallLine;
  readonly selfId: UserId;
  readonly surroundings: Surroundings;
  readonly choices?: Choices;
  /** The browser's devices unless given. */
  readonly capture?: Capture;
  /** mediasoup-client unless given; it is loaded when a call is joined. */
  readonly newDevice?: () => Promise<Device>;
}

/** What happened in a call and is not kept: for words. */
export type CallEvent =
  | { readonly kind: 'deviceReplaced'; readonly source: ReplacedDevice }
  | { readonly kind: 'mutedByHost'; readonly source: MediaSource; readonly byUserId: UserId };

/** Sound and pictures in one room. Devices may be tried before joining; they are let go when one leaves. */
export interface Call {
  readonly state: Readable<CallState>;
  readonly own: Readable<OwnSources>;
  readonly members: Readable<readonly CallMember[]>;
  /** Who speaks, loudest first. */
  readonly speakers: Readable<readonly UserId[]>;
  readonly quality: Readable<CallQuality>;
  readonly onEvent: (listener: (event: CallEvent) => void) => () => void;

  /** Goes in, with what is switched on by then. Harmless when in. */
  readonly join: () => void;
  readonly leave: () => void;
  readonly turnOn: (source: ReplacedDevice) => Promise<void>;
  readonly turnOff: (source: MediaSource) => void;
  readonly shareScreen: () => Promise<boolean>;
  readonly choose: (choices: Choices) => Promise<void>;
  readonly capture: Capture;

  /** Somebody looks at this picture, in this size; until what it returns is called. Without a look it is not sent here. */
  readonly look: (producerId: string, look: Look) => () => void;
  /**
   * Nobody is heard or seen while quiet, nothing is sent here, and one's own microphone is held: it is on again by
   * itself only where it was on by its owner, who may change that meanwhile.
   */
  readonly quiet: Readable<boolean>;
  readonly setQuiet: (quiet: boolean) => void;
  /** How loud that is just now, from 0 to 1. */
  readonly level: (producerId: string) => number;
  /** Mutes somebody, or ends what they share: hosts only. */
  readonly mute: (userId: UserId, source: MediaSource) => Promise<Outcome<object>>;
  /** Leaves, and lets go of everything. */
  readonly close: () => void;
}

const everyMs = 2_000;

const mediasoupDevice = (): Promise<Device> => import('mediasoup-client').then(({ Device: Kind }) => Kind.factory());

export function createCall(options: CallOptions): Call {
  const { line, selfId, surroundings, capture = browserCapture(), newDevice = mediasoupDevice } = options;
  const state = writable<CallState>({ kind: 'out' });
  const members = writable<readonly CallMember[]>([]);
  const speakers = writable<readonly UserId[]>([]);
  const quality = writable<CallQuality>(unknownQuality);
  const quiet = writable(false);
  const events = signal<CallEvent>();
  const own = createOwnSources({
    capture,
    choices: options.choices ?? usualChoices,
    onReplaced: (source) => events.send({ kind: 'deviceReplaced', source }),
  });

  const known = new Map<string, ProducerShown & { readonly track: MediaStreamTrack | null }>();
  let present: readonly UserId[] = [];
  const looks = new Map<string, Set<Look>>();
  let wantsIn = false;
  let leg: Leg | null = null;
  let ending: AbortController | null = null;
  let attempts = 0;
  let again: ReturnType<typeof setTimeout> | undefined;
  let reading: Reading | null = null;
  let measuring: ReturnType<typeof setTimeout> | undefined;

  const stops = [
    own.state.subscribe(send),
    line.onNotice(hear),
    line.seat.subscribe(seated),
    surroundings.onSignal((told) => {
      // Waiting for the next try is over when the network is back.
      if (told === 'wake' && wantsIn && again !== undefined) void begin();
    }),
  ];

  function endLeg(): void {
    clearTimeout(again);
    again = undefined;
    clearTimeout(measuring);
    reading = null;
    ending?.abort();
    ending = null;
    leg = null;
    known.clear();
    present = [];
    quality.set(unknownQuality);
  }

  /** Another seat is another call for the server; without one there is nothing to ask. What was seen stays in view meanwhile. */
  function seated(): void {
    if (!wantsIn) return;
    attempts = 0;
    if (line.seat.getSnapshot()) void begin();
    else {
      endLeg();
      recovering();
    }
  }

  function recovering(): void {
    if (state.getSnapshot().kind === 'in') state.set({ kind: 'in', way: 'recovering' });
  }

  /** Builds everything: at the beginning, and whenever what was there is of no use any more. */
  async function begin(): Promise<void> {
    endLeg();
    recovering();
    const seat = line.seat.getSnapshot();
    if (!seat) return;
    const mine = new AbortController();
    ending = mine;
    const opened = await openLeg({
      seat,
      newDevice,
      signal: mine.signal,
      onJoined(producers) {
        for (const producer of producers) known.set(producer.producerId, { ...producer, track: null });
      },
      onTrack(producerId, track) {
        const producer = known.get(producerId);
        if (producer) known.set(producerId, { ...producer, track });
        tell();
      },
      onRefused: (source, refusal) => own.refused(source, refusal),
      onWay: (way) => (way === 'up' ? up() : recovering()),
      onLost: () => retry(),
    }).catch((error: unknown): Outcome<Leg> => refused(unreachable(String(error))));
    if (mine.signal.aborted) return;
    if (!opened.ok) return isPassing(opened.refusal) ? retry() : turnedAway(opened.refusal);
    leg = opened.value;
    attempts = 0;
    // Whoever sends nothing and hears nobody has no way that could come up.
    up();
    send();
    tell();
    for (const producerId of known.keys()) receive(producerId);
    measure(mine.signal);
  }

  function retry(): void {
    endLeg();
    recovering();
    again = setTimeout(() => void begin(), backoffMs(attempts, surroundings.random()));
    attempts += 1;
  }

  function up(): void {
    state.set({ kind: 'in', way: 'up' });
  }

  function turnedAway(refusal: Refusal): void {
    out();
    state.set({ kind: 'refused', refusal });
  }

  function out(): void {
    wantsIn = false;
    endLeg();
    tell();
    speakers.set([]);
    own.allOff();
    hold();
  }

  /** What was tried before joining is heard by nobody else, and shows its level. */
  function hold(): void {
    own.hold(quiet.getSnapshot() && wantsIn);
  }

  function send(): void {
    const now = own.state.getSnapshot();
    const { microphone } = now;
    const holds = quiet.getSnapshot() && microphone.kind === 'on';
    leg?.send(holds ? { ...now, microphone: { kind: 'muted', track: microphone.track } } : now);
  }

  function tell(): void {
    // On the way back in, what was seen stays in view until all of it is there again.
    if (wantsIn && !leg) return;
    const before = members.getSnapshot();
    const next = membersOf({ known, present, selfId }, before);
    const isSame = next.length === before.length && next.every((one, index) => one === before[index]);
    if (!isSame) members.set(next);
  }

  function receive(producerId: string): void {
    const producer = known.get(producerId);
    if (producer && producer.userId !== selfId) leg?.want(producerId, wantedOf(producer));
  }

  function wantedOf({ producerId, kind }: ProducerShown): Wanted {
    if (quiet.getSnapshot()) return null;
    if (kind === 'audio') return 'sound';
    const heights = [...(looks.get(producerId) ?? [])].map(({ height }) => height);
    return heights.length === 0 ? null : { height: Math.max(...heights) };
  }

  function hear(notice: MediaNotice): void {
    if (!wantsIn) return;
    switch (notice.name) {
      case 'media:producerAdded': {
        const { sessionId: _, ...producer } = notice.payload;
        known.set(producer.producerId, { ...producer, track: null });
        tell();
        return receive(producer.producerId);
      }
      case 'media:producerClosed':
        leg?.drop(notice.payload.producerId);
        known.delete(notice.payload.producerId);
        return tell();
      case 'media:producerPaused':
      case 'media:producerResumed': {
        const producer = known.get(notice.payload.producerId);
        if (!producer) return;
        known.set(producer.producerId, { ...producer, paused: notice.name === 'media:producerPaused' });
        return tell();
      }
      case 'media:members':
        present = notice.payload.userIds;
        return tell();
      case 'media:activeSpeakers':
        return speakers.set(notice.payload.userIds);
      case 'media:muted': {
        const { source, byUserId } = notice.payload;
        leg?.pausedByHost(source);
        own.turnOff(source);
        return events.send({ kind: 'mutedByHost', source, byUserId });
      }
      case 'media:reset':
        attempts = 0;
        return void begin();
      case 'media:consumerClosed':
        // Its producer's end is told as well, and says more.
        return;
    }
  }

  function measure(of: AbortSignal): void {
    measuring = setTimeout(() => {
      void leg?.stats().then(
        (reports) => {
          if (of.aborted) return;
          const entries = reports.flatMap((report) => [...report.values()]);
          const now = readingOf(entries, surroundings.monotonic());
          quality.set(qualityBetween(reading, now));
          reading = now;
          measure(of);
        },
        () => {
          if (!of.aborted) measure(of);
        },
      );
    }, everyMs);
  }

  function leave(): void {
    if (!wantsIn) {
      own.allOff();
      if (state.getSnapshot().kind === 'refused') state.set({ kind: 'out' });
      return;
    }
    const seat = line.seat.getSnapshot();
    out();
    state.set({ kind: 'out' });
    void seat?.ask('media:leave', {});
  }

  return {
    state,
    own: own.state,
    members,
    speakers,
    quality,
    onEvent: events.listen,
    join() {
      if (wantsIn || state.getSnapshot().kind === 'closed') return;
      wantsIn = true;
      hold();
      attempts = 0;
      state.set({ kind: 'joining' });
      void begin();
    },
    leave,
    turnOn: own.turnOn,
    turnOff: own.turnOff,
    shareScreen: own.shareScreen,
    choose: (choices) => own.choose(choices),
    capture,
    look(producerId, look) {
      const theirs = looks.get(producerId) ?? new Set();
      looks.set(producerId, theirs);
      theirs.add(look);
      receive(producerId);
      return () => {
        theirs.delete(look);
        if (theirs.size === 0) looks.delete(producerId);
        receive(producerId);
      };
    },
    quiet,
    setQuiet(next) {
      if (quiet.getSnapshot() === next) return;
      quiet.set(next);
      hold();
      send();
      for (const producerId of known.keys()) receive(producerId);
    },
    level: (producerId) => leg?.level(producerId) ?? 0,
    mute: async (userId, source) =>
      (await line.seat.getSnapshot()?.ask('media:muteParticipant', { userId, source })) ?? refused(unreachable()),
    close() {
      if (state.getSnapshot().kind === 'closed') return;
      leave();
      own.close();
      for (const stop of stops) stop();
      state.set({ kind: 'closed' });
    },
  };
}
