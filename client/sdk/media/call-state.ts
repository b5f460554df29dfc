import type { Refusal } from '../../../server/protocol/errors.ts';
import type { UserId } from '../../../server/protocol/ids.ts';
import type { MediaSource } from '../../../server/protocol/media-sources.ts';

export type CallState =
  | { readonly kind: 'out' }
  /** On the way in for the first time. */
  | { readonly kind: 'joining' }
  /** `recovering`: what is seen and heard may stand still; it is being put back as it was. */
  | { readonly kind: 'in'; readonly way: 'up' | 'recovering' }
  /** Not let in, or not any more. */
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'closed' };

/** Why a device gives nothing. */
export type DeviceTrouble =
  /** The person, the browser or the system does not allow it. */
  | 'denied'
  /** There is none, or not the one that was asked for. */
  | 'missing'
  /** Another program holds it, or it does not start. */
  | 'busy'
  /** This browser cannot do it, or only over HTTPS. */
  | 'unsupported'
  /** It went away while in use, and nothing could take its place. */
  | 'lost';

/** One thing this person may send. */
export type OwnSource =
  | { readonly kind: 'off' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'on'; readonly track: MediaStreamTrack }
  /** Held and silent, so that it is back at once: a microphone only. */
  | { readonly kind: 'muted'; readonly track: MediaStreamTrack }
  | { readonly kind: 'failed'; readonly trouble: DeviceTrouble }
  /** The server did not take it. */
  | { readonly kind: 'refused'; readonly refusal: Refusal };
export type OwnSources = Readonly<Record<MediaSource, OwnSource>>;

/** Something that somebody else sends. */
export interface Sent {
  readonly producerId: string;
  readonly paused: boolean;
  /** Null until it is received, and of a picture until somebody looks at it. */
  readonly track: MediaStreamTrack | null;
}

/** Somebody else in the call, who may send nothing. */
export interface CallMember {
  readonly userId: UserId;
  readonly sends: Readonly<Partial<Record<MediaSource, Sent>>>;
}

/** The way to the server over the last seconds; null where nothing was measured yet. */
export interface CallQuality {
  readonly grade: 'good' | 'fair' | 'poor' | 'unknown';
  readonly roundTripMs: number | null;
  /** Of the packets that were to come, from 0 to 1. */
  readonly loss: number | null;
  /** Of the packets that were sent, from 0 to 1, as the server counts them. */
  readonly sentLoss: number | null;
  readonly receivedBitsPerSecond: number | null;
  readonly sentBitsPerSecond: number | null;
  /** Times a picture stood still. */
  readonly freezes: number | null;
}
