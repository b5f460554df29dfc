import type { Device } from 'mediasoup-client/types';
import type { Refusal } from '../../../server/protocol/errors.ts';
import type { UserId } from '../../../server/protocol/ids.ts';
import { backoffMs } from '../backoff.ts';
import { refused, unreachable, type Outcome } from '../outcome.ts';
import { signal, writable } from '../readable.ts';
import type { CallLine, MediaNotice } from '../session/call-line.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Call, CallEvent } from './call-api.ts';
import type { CallState } from './call-state.ts';
import { browserCapture, type Capture } from './capture.ts';
import { openLeg, type Leg } from './leg.ts';
import { createMeasuring } from './measuring.ts';
import { createOthers } from './others.ts';
import { createOwnSources, usualChoices, type Choices } from './own-sources.ts';
import { isPassing } from './passing.ts';

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

const mediasoupDevice = (): Promise<Device> => import('mediasoup-client').then(({ Device: Kind }) => Kind.factory());

export function createCall(options: CallOptions): Call {
  const { line, selfId, surroundings, capture = browserCapture(), newDevice = mediasoupDevice } = options;
  const state = writable<CallState>({ kind: 'out' });
  const speakers = writable<readonly UserId[]>([]);
  const quiet = writable(false);
  const events = signal<CallEvent>();
  const own = createOwnSources({
    capture,
    choices: options.choices ?? usualChoices,
    onReplaced: (source) => events.send({ kind: 'deviceReplaced', source }),
  });

  const others = createOthers({
    selfId,
    isThere: () => leg !== null || !wantsIn,
    isQuiet: quiet.getSnapshot,
    want: (producerId, wanted) => leg?.want(producerId, wanted),
    drop: (producerId) => leg?.drop(producerId),
  });
  const measuring = createMeasuring(surroundings.monotonic);
  let wantsIn = false;
  let leg: Leg | null = null;
  let ending: AbortController | null = null;
  let attempts = 0;
  let again: ReturnType<typeof setTimeout> | undefined;

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
    ending?.abort();
    ending = null;
    leg = null;
    others.forget();
    measuring.stop();
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
      onJoined: (producers) => others.found(producers),
      onTrack: others.received,
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
    others.show();
    others.receiveAll();
    measuring.start(leg.stats);
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
    others.show();
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

  function hear(notice: MediaNotice): void {
    if (!wantsIn) return;
    switch (notice.name) {
      case 'media:members':
      case 'media:producerAdded':
      case 'media:producerClosed':
      case 'media:producerPaused':
      case 'media:producerResumed':
        return others.hear(notice);
      case 'media:activeSpeakers':
        return speakers.set(notice.payload.userIds);
      case 'media:muted': {
        const { source, byUserId } = notice.payload;
        const { kind } = own.state.getSnapshot()[source];
        leg?.pausedByHost(source);
        own.turnOff(source);
        // The server says it again to whoever comes back: it is news to who had not heard of it.
        return kind === 'on' || kind === 'starting'
          ? events.send({ kind: 'mutedByHost', source, byUserId })
          : undefined;
      }
      case 'media:reset':
        attempts = 0;
        return void begin();
      case 'media:consumerClosed':
        // Its producer's end is told as well, and says more.
        return;
    }
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
    members: others.members,
    speakers,
    quality: measuring.quality,
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
    look: (producerId, look) => others.look(producerId, look),
    quiet,
    setQuiet(next) {
      if (quiet.getSnapshot() === next) return;
      quiet.set(next);
      hold();
      send();
      others.receiveAll();
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
