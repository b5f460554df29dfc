import { Doc } from 'yjs';
import { randomFrom } from '../../support/random.ts';

/**
 * What people make when they type: of each writer the updates in order, a character each and now and then one taken back,
 * in runs with jumps between them. Each writes in a text of their own, so that no order between writers is needed.
 */
export function typing(writers: number, updates: number, seed: number): Uint8Array[][] {
  return Array.from({ length: writers }, (_, writer) => {
    const random = randomFrom(seed + writer);
    const doc = new Doc();
    const text = doc.getText(`writer-${writer}`);
    const made: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => void made.push(update));
    let at = 0;
    for (let count = 0; count < updates / writers; count += 1) {
      if (random() < 0.005) at = Math.floor(random() * text.length);
      if (at > 0 && random() < 0.08) {
        at -= 1;
        text.delete(at, 1);
      } else {
        text.insert(at, String.fromCharCode(97 + Math.floor(random() * 26)));
        at += 1;
      }
    }
    return made;
  });
}
