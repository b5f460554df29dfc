import { createEncoder, toUint8Array, writeUint8Array, writeVarUint } from 'lib0/encoding';
import { scanUpdate, type Scanned, type Section } from './scan.ts';

/** What the document has, and who may add to it. */
export type Ground = {
  /** The first clock of a client that the document has not. */
  stateOf(client: number): number;
  /** Whether the last the document has of a client was collected as garbage. */
  endsInGarbage(client: number): boolean;
  /** Whether the sender may add structs under this client id. */
  mayAddAs(client: number): boolean;
};

/**
 * - nothing: the document has it all.
 * - gap: it hangs on what the document has not. Applied now it would wait inside the Y.Doc, and be tried again with every
 *   update that comes.
 * - update: what may be applied. `lacking`: some of its deletions are of what the document has not.
 */
export type Admission =
  | { readonly kind: 'nothing'; readonly foreign: boolean }
  | { readonly kind: 'gap' }
  | {
      readonly kind: 'update';
      readonly update: Uint8Array;
      readonly adds: boolean;
      readonly lacking: boolean;
      readonly foreign: boolean;
    };

/**
 * Looks at an update before it touches the document. Structs under a client id of somebody else's that the document has
 * not are dropped: fifteen bytes with the next clock of a writer would make everybody take that writer's next words for
 * known. Throws MalformedError.
 */
export function admit(update: Uint8Array, ground: Ground): Admission {
  const scanned = scanUpdate(update);
  const kept: Section[] = [];
  const reach = new Map<number, number>();
  let foreign = false;
  let adds = false;
  let cut = scanned.broken;
  for (const section of scanned.sections) {
    const state = ground.stateOf(section.client);
    if (section.end <= state) {
      cut = true;
    } else if (!ground.mayAddAs(section.client)) {
      foreign = true;
      cut = true;
    } else if (section.clock > state || (section.clock < state && ground.endsInGarbage(section.client))) {
      // Y.Doc cannot take up a struct in the middle where the half before is garbage. Who is asked sends what begins there.
      return { kind: 'gap' };
    } else {
      adds = true;
      kept.push(section);
      reach.set(section.client, section.end);
    }
  }
  const has = (client: number, end: number) => end <= Math.max(ground.stateOf(client), reach.get(client) ?? 0);
  for (const { needs } of kept) {
    for (const [client, clock] of needs ?? []) if (!has(client, clock + 1)) return { kind: 'gap' };
  }
  if (!adds && scanned.deleted === null) return { kind: 'nothing', foreign };
  const deletions = [...(scanned.deleted ?? [])];
  const lacking = scanned.broken || deletions.some(([client, end]) => !has(client, end));
  return { kind: 'update', update: cut ? rebuild(update, scanned, kept) : update, adds, lacking, foreign };
}

/** The update with these sections only, and all its deletions. */
function rebuild(update: Uint8Array, { deletionsFrom }: Scanned, sections: readonly Section[]): Uint8Array {
  const encoder = createEncoder();
  writeVarUint(encoder, sections.length);
  for (const { structs, client, clock, from, to } of sections) {
    writeVarUint(encoder, structs);
    writeVarUint(encoder, client);
    writeVarUint(encoder, clock);
    writeUint8Array(encoder, update.subarray(from, to));
  }
  writeUint8Array(encoder, update.subarray(deletionsFrom));
  return toUint8Array(encoder);
}
