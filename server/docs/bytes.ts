/** What a frame says makes no sense: it is refused, and so is whoever sent it. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError';
}

const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads lib0's encoding from bytes of strangers. Every read is bounded by the bytes that are there, and whatever does not
 * fit throws MalformedError.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get done(): boolean {
    return this.at === this.bytes.length;
  }

  byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new MalformedError('The frame ends too early');
    this.at += 1;
    return byte;
  }

  /** An unsigned number of variable length; `limit` is the largest that makes sense. */
  uint(limit = 0xffff_ffff): number {
    let byte = this.byte();
    let value = byte & 0x7f;
    for (let factor = 128; byte >= 0x80; factor *= 128) {
      byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (value > limit) break;
    }
    if (value > limit) throw new MalformedError('A number is too large');
    return value;
  }

  /** A signed number of variable length, passed over. */
  skipInt(): void {
    const start = this.at;
    while (this.byte() >= 0x80) if (this.at - start > 8) throw new MalformedError('A number is too large');
  }

  skip(length: number): void {
    if (length > this.bytes.length - this.at) throw new MalformedError('The frame ends too early');
    this.at += length;
  }

  /** Bytes with their length before them; a view, not a copy. */
  block(): Uint8Array {
    const length = this.uint();
    const start = this.at;
    this.skip(length);
    return this.bytes.subarray(start, this.at);
  }

  text(): string {
    const block = this.block();
    try {
      return textDecoder.decode(block);
    } catch {
      throw new MalformedError('A text is not UTF-8');
    }
  }

  /** Passes over a text, and says how many UTF-16 units it has. */
  textLength(): number {
    const start = this.at;
    const block = this.block();
    for (const byte of block) {
      if (byte < 0x80) continue;
      this.at = start;
      return this.text().length;
    }
    return block.length;
  }
}
