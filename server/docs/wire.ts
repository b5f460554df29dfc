import {
  createEncoder,
  toUint8Array,
  writeUint8,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
  type Encoder,
} from 'lib0/encoding';
import { ByteReader, MalformedError } from './bytes.ts';

/** The y-websocket protocol, and two kinds of message of ours, which stock providers neither send nor get. */
const kinds = { sync: 0, awareness: 1, queryAwareness: 3, mark: 100, epoch: 101 } as const;
const steps = { one: 0, two: 1, update: 2 } as const;

export type Message =
  /** "This is what I have": the answer is what is missing there. */
  | { readonly type: 'sync.request'; readonly stateVector: Uint8Array }
  /** `whole`: all that the sender has and the server had not. */
  | { readonly type: 'update'; readonly update: Uint8Array; readonly whole: boolean }
  | { readonly type: 'awareness'; readonly update: Uint8Array }
  | { readonly type: 'awareness.request' }
  /** "Tell me when everything I sent before this is safe." */
  | { readonly type: 'mark'; readonly mark: number };

/** Throws MalformedError. What comes after the message is not looked at, as in the stock server. */
export function parseMessage(frame: Uint8Array): Message {
  const reader = new ByteReader(frame);
  const kind = reader.uint();
  switch (kind) {
    case kinds.sync:
      return parseSync(reader);
    case kinds.awareness:
      return { type: 'awareness', update: reader.block() };
    case kinds.queryAwareness:
      return { type: 'awareness.request' };
    case kinds.mark:
      return { type: 'mark', mark: reader.uint() };
    default:
      throw new MalformedError(`There is no message ${kind}`);
  }
}

function parseSync(reader: ByteReader): Message {
  const step = reader.uint();
  switch (step) {
    case steps.one:
      return { type: 'sync.request', stateVector: reader.block() };
    case steps.two:
      return { type: 'update', update: reader.block(), whole: true };
    case steps.update:
      return { type: 'update', update: reader.block(), whole: false };
    default:
      throw new MalformedError(`There is no step ${step}`);
  }
}

const frameOf = (write: (encoder: Encoder) => void): Uint8Array => {
  const encoder = createEncoder();
  write(encoder);
  return toUint8Array(encoder);
};

const syncFrame = (step: number, bytes: Uint8Array): Uint8Array =>
  frameOf((encoder) => {
    writeVarUint(encoder, kinds.sync);
    writeVarUint(encoder, step);
    writeVarUint8Array(encoder, bytes);
  });

export const frames = {
  syncRequest: (stateVector: Uint8Array) => syncFrame(steps.one, stateVector),
  syncAnswer: (update: Uint8Array) => syncFrame(steps.two, update),
  update: (update: Uint8Array) => syncFrame(steps.update, update),
  awareness: (update: Uint8Array) =>
    frameOf((encoder) => {
      writeVarUint(encoder, kinds.awareness);
      writeVarUint8Array(encoder, update);
    }),
  /** Which history of the document this is: to who asked in the address. */
  epoch: (epoch: string) =>
    frameOf((encoder) => {
      writeVarUint(encoder, kinds.epoch);
      writeVarString(encoder, epoch);
    }),
  /** `saved`: everything sent before the mark is durable. Else some of it was refused, and never will be. */
  mark: (mark: number, saved: boolean) =>
    frameOf((encoder) => {
      writeVarUint(encoder, kinds.mark);
      writeVarUint(encoder, mark);
      writeUint8(encoder, saved ? 1 : 0);
    }),
};
