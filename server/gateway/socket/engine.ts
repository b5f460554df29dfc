import type { CarrelSocket } from './types.ts';

/** What Engine.IO and ws have and do not declare. A polling transport has no socket of its own. */
type Engine = {
  readonly readyState: 'opening' | 'open' | 'closing' | 'closed';
  readonly writeBuffer: readonly { readonly data?: string | Buffer }[];
  readonly transport: { readonly socket?: Connection };
};
type Connection = {
  readonly readyState: number;
  readonly bufferedAmount: number;
  // oxlint-disable-next-line no-underscore-dangle -- its name; Engine.IO uses it as well
  readonly _sender: { sendFrame(frame: readonly Buffer[]): void };
  terminate(): void;
};

export const engineOf = (socket: CarrelSocket): Engine => socket.conn as unknown as Engine;
