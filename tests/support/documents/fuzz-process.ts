// A process of its own that sends mutated updates: `node fuzz-process.ts URL SESSION FRAMES SEED TOKEN…`. It prints
// "ready" when the frames are made, begins when it is told to, and prints how often it was refused, by code.
import { once } from 'node:events';
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding';
import { WebSocket } from 'ws';
import { convertUpdateFormatV1ToV2, Doc, XmlElement, XmlText } from 'yjs';
import { randomFrom } from '../random.ts';

const [url = '', sessionId = '', count = '', seed = '', ...tokens] = process.argv.slice(2);
const random = randomFrom(Number(seed));
const below = (bound: number) => Math.floor(random() * bound);
const connectionsOfPerson = 4;

/** Updates of every kind of content there is. */
function samples(): Uint8Array[] {
  const doc = new Doc();
  const made: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => void made.push(update, convertUpdateFormatV1ToV2(update)));
  const text = doc.getText('t');
  for (let step = 0; step < 40; step += 1) {
    text.insert(below(text.length + 1), `wörd ${step} 🙂`);
    if (step % 3 === 0) text.format(0, 3, { bold: true, link: { href: 'https://example.org' } });
    if (step % 4 === 0) text.delete(below(text.length), 1);
    doc.getMap('m').set(`key-${step % 5}`, { nested: [step, null, true, 1.5, { deep: 'x' }] });
    doc.getArray('a').insert(0, [step, 'two', new Uint8Array([1, 2, 3])]);
    const element = new XmlElement('paragraph');
    element.setAttribute('level', String(step));
    element.insert(0, [new XmlText('hello')]);
    doc.getXmlFragment('notes').push([element]);
  }
  doc.getArray('a').delete(0, 5);
  return made;
}

/** Half of them by one byte, so that many of what comes out still make some sense, and get as far as the document. */
function mutate(sample: Uint8Array): Uint8Array {
  const bytes = [...sample];
  if (random() < 0.5) {
    bytes[below(bytes.length)] = below(256);
    return Uint8Array.from(bytes);
  }
  for (let times = 1 + below(4); times > 0; times -= 1) {
    const at = below(bytes.length + 1);
    const kind = below(5);
    if (kind === 0) bytes[Math.min(at, bytes.length - 1)] = below(256);
    else if (kind === 1) bytes.splice(at, 1 + below(8));
    else if (kind === 2) bytes.splice(at, 0, ...Array.from({ length: 1 + below(8) }, () => below(256)));
    else if (kind === 3) bytes.splice(at, 0, ...bytes.slice(at, at + below(20)));
    else bytes.splice(at, 1, 0xff, 0xff, 0xff, 0xff, below(16));
  }
  return Uint8Array.from(bytes);
}

const made = samples();
const frames = Array.from({ length: Number(count) }, () => {
  const update = mutate(made[below(made.length)]!);
  if (random() < 0.05) return update;
  const encoder = createEncoder();
  writeVarUint(encoder, 0);
  writeVarUint(encoder, 1 + below(2));
  writeVarUint8Array(encoder, update);
  return toUint8Array(encoder);
});
const mark = Uint8Array.of(100, 1);
const codes = new Map<number, number>();

/** Sends frames as long as there are any; who is closed comes back. */
async function send(token: string): Promise<void> {
  while (frames.length > 0) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/yjs/${sessionId}/notes?token=${token}`);
    const closed = once(socket, 'close') as Promise<[number]>;
    // oxlint-disable-next-line no-await-in-loop -- one connection after the other
    await Promise.race([once(socket, 'message'), closed]);
    // Each frame with a mark behind it: the next goes when the server has had this one.
    const next = () => {
      const frame = frames.pop();
      if (!frame) return socket.close();
      socket.send(frame);
      socket.send(mark);
    };
    socket.on('message', (data: Buffer) => {
      if (data[0] === mark[0]) next();
    });
    next();
    // oxlint-disable-next-line no-await-in-loop
    const [code] = await closed;
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
}

console.log('ready');
await once(process.stdin, 'data');
await Promise.all(tokens.flatMap((token) => Array.from({ length: connectionsOfPerson }, () => send(token))));
console.log(JSON.stringify(Object.fromEntries(codes)));
process.exit(0);
