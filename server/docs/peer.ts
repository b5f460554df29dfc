import type { UserId } from '../protocol/ids.ts';

/** How a connection ends. From 4400 to 4499 stock providers do not come back by themselves. */
export const closeCodes = {
  malformed: 4400,
  unauthenticated: 4401,
  forbidden: 4403,
  notFound: 4404,
  otherEpoch: 4409,
  removed: 4410,
  tooLarge: 4413,
  tooFast: 4429,
  failed: 1011,
  restarting: 1012,
  tryLater: 1013,
} as const;
export type CloseReason = keyof typeof closeCodes;

/** Who is at the other end, as everybody is shown them. */
export type Author = { readonly id: UserId; readonly name: string; readonly color: string };

/** One connection to a document. */
export interface Peer {
  readonly author: Author;
  send(frame: Uint8Array): void;
  /** The connection ends; the document forgets the peer by itself. Twice is once. */
  close(reason: CloseReason): void;
}

export type Access = 'read' | 'write';

const palette = [
  '#d9480f',
  '#0b7285',
  '#846358',
  '#2b8a3e',
  '#a61e4d',
  '#1864ab',
  '#5f3dc4',
  '#5c940d',
  '#9c36b5',
  '#c92a2a',
];

/** A person's colour: the same in every document and on every node. */
export function colorOf(userId: UserId): string {
  let sum = 0;
  for (const char of userId) sum = (sum * 31 + char.charCodeAt(0)) % 1_000_003;
  return palette[sum % palette.length]!;
}
