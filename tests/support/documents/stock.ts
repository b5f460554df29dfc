import { readUint8, readVarUint } from 'lib0/decoding';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import { Doc } from 'yjs';
import type { DocumentKind } from '../../../server/docs/names.ts';

export type Stock = { readonly doc: Doc; readonly provider: WebsocketProvider; close(): void };

type Options = { readonly doc?: Doc; readonly params?: Record<string, string> };

/** The stock provider as npm has it, on a document of a real server. */
export function stock(url: string, sessionId: string, kind: DocumentKind, token: string, options: Options = {}): Stock {
  const doc = options.doc ?? new Doc();
  const provider = new WebsocketProvider(`${url.replace('http', 'ws')}/yjs`, `${sessionId}/${kind}`, doc, {
    params: { ...options.params, token },
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  return {
    doc,
    provider,
    close() {
      provider.destroy();
      doc.destroy();
    },
  };
}

export const synced = ({ provider }: Stock): Promise<void> =>
  new Promise((resolve) => {
    if (provider.synced) return resolve();
    provider.once('sync', () => resolve());
  });

/** The code with which the server closed the connection. */
export const closedWith = ({ provider }: Stock): Promise<number> =>
  new Promise((resolve) => {
    provider.once('connection-close', (event) => resolve(event?.code ?? 0));
  });

/** Resolves when everything written so far is durable; a provider is asked one thing at a time. */
export const saved = ({ provider }: Stock): Promise<void> =>
  new Promise((resolve) => {
    provider.messageHandlers[100] = (_, decoder) => {
      readVarUint(decoder);
      if (readUint8(decoder) === 1) resolve();
    };
    provider.ws?.send(Uint8Array.of(100, 1));
  });
