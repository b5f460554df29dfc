import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { applyUpdate, applyUpdateV2, Doc, encodeStateAsUpdateV2, mergeUpdates } from 'yjs';

const inflate = promisify(inflateRaw);
const deflate = promisify(deflateRaw);
/** What a snapshot may inflate to; more is no document of ours. */
const mostInflated = 64_000_000;
const branches = 64;

/** At rest: V2, compressed. Level 1: 195 kB of what V1 has 537 kB, and higher levels cost more than they save. */
export async function encodeSnapshot(doc: Doc): Promise<Uint8Array> {
  return deflate(encodeStateAsUpdateV2(doc), { level: 1 });
}

/** Applies what is stored to an empty document: a snapshot, and the updates after it. */
export async function restore(doc: Doc, snapshot: Uint8Array | null, tail: readonly Uint8Array[]): Promise<void> {
  applyStored(doc, await inflateSnapshot(snapshot), tail);
}

export const inflateSnapshot = async (snapshot: Uint8Array | null): Promise<Uint8Array | null> =>
  snapshot && inflate(snapshot, { maxOutputLength: mostInflated });

/** As `restore`, of a snapshot that is inflated already. */
export function applyStored(doc: Doc, base: Uint8Array | null, tail: readonly Uint8Array[]): void {
  const merged = mergeTree(tail);
  doc.transact(() => {
    if (base) applyUpdateV2(doc, base);
    if (merged) applyUpdate(doc, merged);
  });
}

/** A flat merge of many updates takes time that grows with their square; a tree of small merges does not. */
export function mergeTree(updates: readonly Uint8Array[]): Uint8Array | null {
  let level = updates;
  while (level.length > 1) {
    const next: Uint8Array[] = [];
    for (let at = 0; at < level.length; at += branches) next.push(mergeUpdates(level.slice(at, at + branches)));
    level = next;
  }
  return level[0] ?? null;
}
