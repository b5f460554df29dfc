/** What mediasoup tells of a packet that it forwards. */
export type SeenPacket = {
  readonly timestamp: number;
  readonly sequenceNumber: number;
  readonly marker: boolean;
  readonly isKeyFrame: boolean;
};

/**
 * Finds the frame from which ffmpeg counts. Of sound it is the first. Of pictures it is a key frame that came whole: by
 * the time that ffmpeg has written one, the latest, since they are far apart.
 */
export class FirstFrame {
  readonly #kind: 'audio' | 'video';
  #expected: number | null = null;
  #found: { readonly rtp: number; readonly at: number } | null = null;

  constructor(kind: 'audio' | 'video') {
    this.#kind = kind;
  }

  get found(): { readonly rtp: number; readonly at: number } | null {
    return this.#found;
  }

  /** `at`: when the packet came. mediasoup may tell of a packet twice. */
  see({ timestamp: rtp, sequenceNumber, marker, isKeyFrame }: SeenPacket, at: number): void {
    if (this.#kind === 'audio') {
      this.#found ??= { rtp, at };
      return;
    }
    if (this.#expected === ((sequenceNumber + 1) & 0xffff)) return;
    if (isKeyFrame || sequenceNumber === this.#expected) {
      this.#expected = marker ? null : (sequenceNumber + 1) & 0xffff;
      if (marker) this.#found = { rtp, at };
    } else this.#expected = null;
  }
}
