import type { Consumer, Producer, WebRtcTransport } from 'mediasoup/types';
import type { UserId } from '../protocol/ids.ts';
import type { MediaSource } from '../protocol/media-sources.ts';
import type { ProducerShown } from '../protocol/media.ts';
import type { PeerId } from './ports.ts';

export type Sent = { readonly producer: Producer; readonly source: MediaSource };

/** What one end of a call has open. Closing it closes all of that; mediasoup takes down what hangs on a transport. */
export class Peer {
  readonly id: PeerId;
  readonly userId: UserId;
  readonly transports = new Map<string, WebRtcTransport>();
  readonly sent = new Map<string, Sent>();
  readonly consumers = new Map<string, Consumer>();
  /** Asked of the worker: they count as much as those that are there. */
  transportsToCome = 0;
  consumersToCome = 0;
  #closed = false;

  constructor(id: PeerId, userId: UserId) {
    this.id = id;
    this.userId = userId;
  }

  get closed(): boolean {
    return this.#closed;
  }

  shown(): ProducerShown[] {
    return [...this.sent.values()].map(({ producer, source }) => ({
      producerId: producer.id,
      userId: this.userId,
      kind: producer.kind,
      source,
      paused: producer.paused,
    }));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const transport of this.transports.values()) transport.close();
    this.transports.clear();
    this.sent.clear();
    this.consumers.clear();
  }
}
