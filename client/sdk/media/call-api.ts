import type { UserId } from '../../../server/protocol/ids.ts';
import type { MediaSource } from '../../../server/protocol/media-sources.ts';
import type { Outcome } from '../outcome.ts';
import type { Readable } from '../readable.ts';
import type { CallMember, CallQuality, CallState, OwnSources } from './call-state.ts';
import type { Capture } from './capture.ts';
import type { Look } from './layers.ts';
import type { Choices, ReplacedDevice } from './own-sources.ts';

/** What happened in a call and is not kept: for words. */
export type CallEvent =
  | { readonly kind: 'deviceReplaced'; readonly source: ReplacedDevice }
  | { readonly kind: 'mutedByHost'; readonly source: MediaSource; readonly byUserId: UserId };

/** Sound and pictures in one room. Devices may be tried before joining; they are let go when one leaves. */
export interface Call {
  readonly state: Readable<CallState>;
  readonly own: Readable<OwnSources>;
  /** In the order in which they came; who comes back has the place they had. */
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
