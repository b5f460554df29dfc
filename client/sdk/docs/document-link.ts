import { readUint8, readVarString, readVarUint, type Decoder } from 'lib0/decoding';
import type { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import type { Doc } from 'yjs';
import type { DocumentName } from './document-state.ts';
import { markMessage } from './saved-marks.ts';

const syncMessage = 0;
const queryAwarenessMessage = 3;
const epochMessage = 101;
const probeMs = 5_000;

export interface LinkEvents {
  /** Everything the server has is here. `mayWrite`: it asked for what is here as well. */
  readonly synced: (mayWrite: boolean) => void;
  /** The server asked for what it lacks, and was sent it. */
  readonly asked: () => void;
  readonly epoch: (epoch: string) => void;
  readonly marked: (mark: number, saved: boolean) => void;
  /** Gone, for whatever reason; 1006 without one. It stays gone until the next `open`. */
  readonly closed: (code: number) => void;
}

export interface DocumentLink {
  /** One connection. Harmless while there is one. */
  readonly open: (token: string, epoch: string) => void;
  /** Gives the connection up; `closed` is told. */
  readonly drop: () => void;
  /**
   * False if there is no connection over which the server has asked for what is here: what follows such a frame would
   * not cover what was written while there was none.
   */
  readonly send: (frame: Uint8Array<ArrayBuffer>) => boolean;
  /** Asks whether the connection lives; it is dropped if nothing comes. */
  readonly probe: () => void;
  readonly destroy: () => void;
}

/** A stock y-websocket provider that connects when it is told to and not by itself. */
export function createDocumentLink(
  url: string,
  { sessionId, kind }: DocumentName,
  doc: Doc,
  awareness: Awareness,
  events: LinkEvents,
): DocumentLink {
  const provider = new WebsocketProvider(`${url.replace(/^http/, 'ws')}/yjs`, `${sessionId}/${kind}`, doc, {
    connect: false,
    awareness,
    // Another tab may be another person's.
    disableBc: true,
    shouldReconnect: () => false,
  });
  let wasAsked = false;
  let probing: ReturnType<typeof setTimeout> | undefined;

  const stock = provider.messageHandlers[syncMessage]!;
  provider.messageHandlers[syncMessage] = (encoder, decoder, ...rest) => {
    const step = stepOf(decoder);
    stock(encoder, decoder, ...rest);
    if (step !== 0) return;
    wasAsked = true;
    // The provider sends its answer when this returns.
    queueMicrotask(() => events.asked());
  };
  provider.messageHandlers[markMessage] = (_, decoder) => events.marked(readVarUint(decoder), readUint8(decoder) === 1);
  provider.messageHandlers[epochMessage] = (_, decoder) => events.epoch(readVarString(decoder));
  provider.on('sync', (synced) => {
    if (synced) events.synced(wasAsked);
  });
  provider.on('connection-close', (event) => {
    // Its own watchdog closes without an event, and would come back with a token that may be over.
    provider.shouldConnect = false;
    wasAsked = false;
    // Told when it has put itself in order.
    queueMicrotask(() => events.closed(event?.code ?? 1006));
  });

  return {
    open(token, epoch) {
      provider.params = { token, epoch };
      provider.connect();
    },
    drop: () => provider.disconnect(),
    send(frame) {
      if (!wasAsked || !provider.ws || provider.ws.readyState !== provider.ws.OPEN) return false;
      provider.ws.send(frame);
      return true;
    },
    probe() {
      const { ws } = provider;
      if (!ws || ws.readyState !== ws.OPEN) return;
      const heard = provider.wsLastMessageReceived;
      clearTimeout(probing);
      probing = setTimeout(() => {
        if (provider.ws === ws && provider.wsLastMessageReceived === heard) provider.disconnect();
      }, probeMs);
      ws.send(Uint8Array.of(queryAwarenessMessage));
    },
    destroy() {
      clearTimeout(probing);
      provider.destroy();
    },
  };
}

/** Of a sync message whose kind has been read; nothing is taken from it. */
const stepOf = (decoder: Decoder): number => decoder.arr[decoder.pos] ?? -1;
