import { Whole } from './whole.ts';
import { frames } from './wire.ts';

/** All that is durable of a document as one frame, for who comes with nothing: kept, and written on as the document grows. */
export class Greeting {
  #whole: Whole | null = null;
  /** Until it grows. */
  #frame: Uint8Array | null = null;

  /** Null if the document must be encoded anew. */
  get frame(): Uint8Array | null {
    if (this.#frame || !this.#whole) return this.#frame;
    const update = this.#whole.encode();
    if (update) this.#frame = frames.syncAnswer(update);
    else this.#whole = null;
    return this.#frame;
  }

  /** The document was encoded, and all of it is durable. */
  renew(update: Uint8Array, frame: Uint8Array): void {
    [this.#whole, this.#frame] = [new Whole(update), frame];
  }

  /** This became durable, here or on another node. */
  grow(update: Uint8Array): void {
    this.#frame = null;
    if (this.#whole?.append(update) === false) this.#whole = null;
  }
}
