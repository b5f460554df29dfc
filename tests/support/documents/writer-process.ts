// A process of its own that writes into a document until the server is gone: `node writer-process.ts URL SESSION TOKEN WORD`.
// It prints the number of each word when the server has said that everything up to it is saved.
import { writeSync } from 'node:fs';
import { readUint8, readVarUint } from 'lib0/decoding';
import { createEncoder, toUint8Array, writeVarUint } from 'lib0/encoding';
import { stock, synced } from './stock.ts';

const [url = '', sessionId = '', token = '', word = ''] = process.argv.slice(2);
const one = stock(url, sessionId, 'notes', token);
const words = one.doc.getArray<string>('words');
let written = 0;
let saved = 0;

// At once: what is printed was saved, and what was told to be saved is printed. A pipe that is full is tried again.
const print = (line: string): void => {
  try {
    writeSync(1, `${line}\n`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    print(line);
  }
};
const ask = () => {
  const encoder = createEncoder();
  writeVarUint(encoder, 100);
  writeVarUint(encoder, written);
  if (one.provider.ws?.readyState === 1) one.provider.ws.send(toUint8Array(encoder));
};
const write = () => {
  written += 1;
  words.push([`${word}-${written}`]);
  if (written % 20 === 0) ask();
  // The next word waits for the last answer when too many do: load, but no flood.
  if (one.provider.wsconnected && written - saved < 100) setImmediate(write);
};

one.provider.messageHandlers[100] = (_, decoder) => {
  const upTo = readVarUint(decoder);
  if (readUint8(decoder) !== 1) return;
  const waited = written - saved >= 100;
  saved = upTo;
  print(String(upTo));
  if (waited) write();
};
one.provider.once('connection-close', () => process.exit(0));
await synced(one);
print('0');
write();
